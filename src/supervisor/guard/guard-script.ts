/**
 * The guard: a shell that waits for overstay's death. Its stdin is a pipe only overstay holds; end of file without a
 * `bye` means that overstay was killed so hard that it could not clean up. Then the guard restores the terminal and
 * ends what bears the run's marks: OVERSTAY_RUN_ID in the environment, the RLIMIT_LOCKS cookie. Never by name, never
 * by group, never with an empty mark.
 *
 * Arguments: `$1` run id, `$2` limit cookie or empty, `$3` is `tty` when fd 3 is the user's terminal.
 * Lines on stdin: `raw`, `cooked` (is the terminal in raw mode by our doing?), `restore TEXT` (printf %b text to write
 * to the terminal), `bye`. It prints `ready SETTINGS` once, SETTINGS as by `stty -g`.
 *
 * Terminal settings are put back only while the terminal is still without ISIG, as overstay's raw mode leaves it: a shell
 * that has taken the terminal back meanwhile, with its line editor running, must not be disturbed.
 */
export const GUARD_NAME = 'overstay-guard'

export const GUARD_SCRIPT = `
trap '' INT QUIT HUP TERM TSTP TTIN TTOU USR1 USR2 PIPE
id=$1 cookie=$2 raw= restore= saved=
[ -n "$id" ] || exit 1
[ "$3" = tty ] && saved=$(stty -g <&3 2>/dev/null)
echo "ready $saved"
exec >/dev/null 2>&1
while IFS= read -r line; do
  case $line in
    bye) exit 0 ;;
    raw) raw=1 ;;
    cooked) raw= ;;
    'restore '*) restore=\${line#restore } ;;
  esac
done
if [ "$3" = tty ]; then
  [ -z "$restore" ] || printf '%b' "$restore" >&3
  if [ -n "$raw" ] && [ -n "$saved" ]; then
    case $(stty -a <&3) in *-isig*) stty "$saved" <&3 ;; esac
  fi
fi
members() {
  if [ -r /proc/self/environ ]; then
    cd /proc || return
    { grep -lsaF "OVERSTAY_RUN_ID=$id" [0-9]*/environ
      [ -z "$cookie" ] || grep -ls "^Max file locks  *$cookie  *$cookie " [0-9]*/limits
    } | sed 's,/.*,,' | sort -u
  else
    ps -axEww -o pid= -o command= | grep -F "OVERSTAY_RUN_ID=$id" | sed 's/^ *//; s/ .*//'
  fi
}
is_target() {
  [ "$1" != $$ ] || return 1
  [ -d /proc/self ] || return 0
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  case \${stat##*) } in Z*|X*) return 1 ;; esac
  ! grep -qsa ${GUARD_NAME} "/proc/$1/cmdline"
}
round=0
while [ $round -lt 100 ]; do
  signal=TERM; [ $round -lt 10 ] || signal=KILL
  found=
  for pid in $(members); do
    is_target "$pid" || continue
    found=1
    if [ $round -eq 0 ] || [ $signal = KILL ]; then kill -s $signal "$pid"; kill -s CONT "$pid"; fi
  done
  # Twice nothing: a process may have been between its fork and the copy of its marks.
  if [ -n "$found" ]; then none=; elif [ -n "$none" ]; then exit 0; else none=1; fi
  round=$((round + 1))
  sleep 0.1 || sleep 1
done
`
