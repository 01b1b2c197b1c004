#!/bin/sh
# The Python environment of the tests: test/ecosystem/.venv, with everything that some fixture imports.
# PYTHON chooses the interpreter (3.10 or newer has all packages; older ones skip what they cannot have).
set -eu
cd "$(dirname "$0")"
[ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --requirement python-requirements.txt
