#!/bin/sh
# postgres.sh start|stop: a private, throw-away PostgreSQL (Debian: apt-get install postgresql) on 127.0.0.1:$PGPORT.
# PostgreSQL refuses to run as root, so root runs it as the package's user. Data is in $PGSCRATCH.
set -eu
PORT=${PGPORT:-54391}
SCRATCH=${PGSCRATCH:-${TMPDIR:-/tmp}/overstay-example-postgres}
BIN=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
run() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}
case "${1:-}" in
start)
  mkdir -p "$SCRATCH"
  cd "$SCRATCH"
  [ "$(id -u)" != 0 ] || chown postgres "$SCRATCH"
  [ -d "$SCRATCH/data" ] || run "$BIN/initdb" -D "$SCRATCH/data" -A trust -U postgres -E UTF8 >/dev/null
  run "$BIN/pg_ctl" -D "$SCRATCH/data" -l "$SCRATCH/log" -w \
    -o "-p $PORT -k $SCRATCH -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null
  ;;
stop)
  cd /
  run "$BIN/pg_ctl" -D "$SCRATCH/data" -m immediate -w stop >/dev/null
  rm -rf "$SCRATCH"
  ;;
*)
  echo "usage: postgres.sh start|stop" >&2
  exit 2
  ;;
esac
