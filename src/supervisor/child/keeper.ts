import { existsSync } from 'node:fs'
import { limitStatement, type ShellWords } from './shell-words.js'

/**
 * The keeper is a shell that leads the pty's session, runs the command as its foreground job and then sleeps. Without
 * it the kernel would hang up the terminal the moment the command ends: stragglers would be killed (hiding what
 * overstay looks for) and on Node 20 and 22 the end of the output would be lost. With it, a marker written to the same
 * terminal says in-band that every byte of the command has arrived.
 *
 * It is a real job-control shell (`-m`): the command leads its own foreground process group, as under an interactive
 * shell, so that `kill 0` does not hit the keeper and Ctrl-Z stops the command through its own line discipline.
 *
 * Marker bodies: `p PID` about to execute; `t STATUS` stopped by signal STATUS-128; `r` going on;
 * `x STATUS;MESSAGE;INTERRUPTED` ended. `$?` alone cannot tell `exit 137` from a death by SIGKILL, but dash and ash print
 * the signal's name on their own stderr (a file here: MESSAGE says that it is not empty) and raise SIGINT in themselves
 * when the job died of it (INTERRUPTED). What stays ambiguous: SIGPIPE (141), and every signal where /bin/sh is bash.
 */
export const KEEPER_SHELLS = ['/bin/dash', '/usr/bin/dash', '/bin/sh'] as const

export interface KeeperScript {
  readonly nonce: string
  readonly limitCookie: string
  readonly repair: ShellWords['repair']
  /** Does /proc tell a subshell its own pid? */
  readonly hasProc: boolean
}

/**
 * Arguments: `$1` file for the shell's own messages, `$2` terminal settings for stty or empty, `$3` file for the command's
 * stdin or empty, `$4` where to begin in it, `$5` file for its stderr or empty, then the words to execute.
 */
export function keeperScript(options: KeeperScript): string {
  const say = (body: string) => `printf '\\033]7770;${options.nonce};${body}\\007'`
  const enter = `${limitStatement(options.limitCookie)}; ${options.repair}`
  const start = options.hasProc
    ? `read -r _overstay_p _overstay_r </proc/self/stat; ${say('p%s')} "$_overstay_p" >&4; unset _overstay_p _overstay_r
  exec 4>&-; exec "$@"`
    : `exec /bin/sh -c '${say('p%s').replaceAll("'", "'\\''")} "$$" >&4; exec 4>&-; exec "$@"' sh "$@"`
  return `
trap '_overstay_i=1' INT
trap : QUIT
_overstay_end() {
  trap '' EXIT
  _overstay_m=0; [ -s "$_overstay_f" ] && _overstay_m=1
  ${say('x%s;%s;%s')} "$_overstay_s" "$_overstay_m" "$_overstay_i" >&4
  exec 4>&-; exec sleep 2000000
}
_overstay_f=$1; [ -z "$2" ] || stty "$2" 2>/dev/null; shift
_overstay_i=0; _overstay_s=130
exec 3>&2 4>/dev/tty 2>"$_overstay_f"
trap '_overstay_i=1; _overstay_end' EXIT
(
  trap - EXIT; exec 2>&3 3>&-
  if [ -n "$2" ]; then exec <"$2"; [ "$3" = 0 ] || dd bs=1 skip="$3" count=0 2>/dev/null; fi
  [ -z "$4" ] || exec 2>"$4"
  shift 4
  ${enter}
  ${start}
)
_overstay_s=$?
while [ "$_overstay_s" -gt 128 ] && jobs %% >/dev/null 2>&1; do
  ${say('t%s')} "$_overstay_s" >&4; kill -s STOP $$; ${say('r')} >&4
  exec 2>"$_overstay_f"; fg >/dev/null; _overstay_s=$?
done
_overstay_end
`
}

/** The shell to keep the terminal with: dash where there is one (see KEEPER_SHELLS), else whatever /bin/sh is. */
export function findKeeperShell(): string {
  return KEEPER_SHELLS.find((path) => existsSync(path)) ?? '/bin/sh'
}
