#!/bin/sh
# How much --shake raises the rate of these races: COUNT iterations of each without and with it. Takes a few minutes.
#   OVERSTAY='npx overstay' COUNT=40 ./measure.sh
set -u
cd "$(dirname "$0")" || exit 1
: "${OVERSTAY:=node ../../bin/overstay.js}" "${COUNT:=40}" "${SEED:=1}"

for race in 'node timer-against-answer/suite.cjs' 'python3 child-against-timeout/suite.py' 'node pool-against-query/suite.cjs'; do
  for shake in '' "--shake-seed $SEED"; do
    printf '%-42s %-16s' "$race" "${shake:-undisturbed}"
    # shellcheck disable=SC2086
    $OVERSTAY repeat -n "$COUNT" --teardown-timeout 700ms --marker '^all tests passed$' $shake -- $race 2>&1 |
      sed -n 's/^overstay: \(.* runs\{0,1\} hung.*\|no hang in .*\)/\1/p'
  done
done
