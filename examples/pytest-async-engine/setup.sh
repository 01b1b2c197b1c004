#!/bin/sh
# The example's own environment, in .venv beside this file. PYTHON chooses the interpreter.
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --requirement requirements.txt
