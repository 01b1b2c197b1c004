import { describe, expect, it } from 'vitest'
import { runOverstay } from '../support/run-overstay.js'

/** What the shell says of the bare command is what overstay says of it. */
const COMMANDS: readonly (readonly [string, readonly string[], number])[] = [
  ['success', ['true'], 0],
  ['failure', ['false'], 1],
  ['exit 42', ['sh', '-c', 'exit 42'], 42],
  ['exit 126', ['sh', '-c', 'exit 126'], 126],
  ['exit 127', ['sh', '-c', 'exit 127'], 127],
  ['exit 137', ['sh', '-c', 'exit 137'], 137],
  ['SIGSEGV', ['sh', '-c', 'kill -SEGV $$'], 139],
  ['SIGTERM', ['sh', '-c', 'kill -TERM $$'], 143],
  ['SIGKILL', ['sh', '-c', 'kill -KILL $$'], 137],
  ['not found', ['no-such-command-anywhere'], 127],
  ['not executable', ['/etc/passwd'], 126],
]

describe.each(['never', 'always'])('with --pty %s', (pty) => {
  it.each(COMMANDS)('%s', async (_name, command, expected) => {
    const ran = await runOverstay(command, { options: ['--pty', pty] })
    expect(ran.code).toBe(expected)
    expect(ran.report?.exit.code).toBe(expected)
    const failed = expected >= 126 && expected <= 127 && !command.includes('-c')
    expect(ran.report?.outcome).toBe(failed ? 'failed-to-start' : 'clean')
    if (!failed) expect(ran.stderr).toBe('')
  })
})
