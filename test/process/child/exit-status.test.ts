import { afterEach, describe, expect, it } from 'vitest'
import { type ChildMode, type ChildRun, runChild } from '../../support/run-child.js'

let run: ChildRun | null = null
afterEach(() => run?.stop())

const code = (value: number) => ({ code: value, signal: null })
const signal = (value: string) => ({ code: null, signal: value })

describe.each<ChildMode>(['pty', 'pipes'])('the end of a command over %s', (mode) => {
  it.each([
    ['true', ['true'], code(0)],
    ['exit 1', ['sh', '-c', 'exit 1'], code(1)],
    ['exit 42', ['sh', '-c', 'exit 42'], code(42)],
    ['exit 126', ['sh', '-c', 'exit 126'], code(126)],
    ['exit 127', ['sh', '-c', 'exit 127'], code(127)],
    ['exit 130', ['sh', '-c', 'exit 130'], code(130)],
    ['exit 137', ['sh', '-c', 'exit 137'], code(137)],
    ['exit 139', ['sh', '-c', 'exit 139'], code(139)],
    ['exit 143', ['sh', '-c', 'exit 143'], code(143)],
    ['exit 148 (not a stop)', ['sh', '-c', 'exit 148'], code(148)],
    ['SIGKILL', ['sh', '-c', 'kill -KILL $$'], signal('SIGKILL')],
    ['SIGTERM', ['sh', '-c', 'kill -TERM $$'], signal('SIGTERM')],
    ['SIGSEGV', ['sh', '-c', 'kill -SEGV $$'], signal('SIGSEGV')],
    ['SIGINT', ['sh', '-c', 'kill -INT $$'], signal('SIGINT')],
    ['SIGHUP', ['sh', '-c', 'kill -HUP $$'], signal('SIGHUP')],
    ['its whole group', ['sh', '-c', mode === 'pty' ? 'kill -TERM 0' : 'kill -TERM $$'], signal('SIGTERM')],
  ])('%s', async (_, command, expected) => {
    run = await runChild(mode, command)
    expect(await run.exit).toEqual(expected)
    await run.closed
    expect(run.text()).toBe('')
  })
})
