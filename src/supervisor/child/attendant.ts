import { spawn } from 'node:child_process'

/**
 * Ends with the last process on the terminal: then the keeper is not needed any more. `$1` the terminal, `$2` the keeper.
 */
const TERMINAL_ATTENDANT = `
cat <&3 &
while sleep 5 && kill -0 "$2"; do
  ls -l /proc/[0-9]*/fd/* | grep -e "-> $1\\$" | grep -qv "/proc/$2/" || { kill -s KILL "$2"; break; }
done 2>/dev/null 3<&-
wait
`

/**
 * Attendants take over when overstay leaves a run alone: they go on passing the left processes' output to overstay's own
 * stdout or stderr, as it would have gone without overstay. Without them the pty would be hung up, and pipes would
 * kill the next writer. They bear no mark of the run and end with the last process that can still write.
 */
export function attendTerminal(masterFd: number, terminal: string, keeperPid: number): void {
  startAttendant(['-c', TERMINAL_ATTENDANT, 'overstay-attendant', terminal, String(keeperPid)], masterFd, 1)
}

/** Like attendTerminal, for one pipe; `readFd` must be in blocking mode. */
export function attendPipe(readFd: number, targetFd: 1 | 2): void {
  startAttendant(['-c', 'exec cat <&3'], readFd, targetFd)
}

function startAttendant(args: readonly string[], sourceFd: number, targetFd: 1 | 2): void {
  const attendant = spawn('/bin/sh', args, {
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    stdio: ['ignore', targetFd, 'ignore', sourceFd],
  })
  attendant.on('error', () => {})
  attendant.unref()
}
