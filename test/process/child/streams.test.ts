import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINI_OVERSTAY, openShell } from '../../support/terminal-driver.js'

let directory: string
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'overstay-streams-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const PIPES = `node ${MINI_OVERSTAY} pipes`
const bash = (script: string) =>
  spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: directory, timeout: 20_000, input: '' })

describe('standard streams with pipes', () => {
  it.each([
    ['a file', (run: string) => `${run} cat < /etc/passwd | cksum`],
    ['a file that was read before', (run: string) => `{ read x; ${run} head -n 1; } < /etc/passwd`],
    ['a pipe', (run: string) => `seq 3 | ${run} cat`],
    ['a pipe that never ends', (run: string) => `yes | ${run} head -n 2; echo "\${PIPESTATUS[*]}"`],
    ['a consumer that leaves', (run: string) => `${run} yes | head -n 2; echo "\${PIPESTATUS[*]}"`],
    [
      'a consumer that leaves stderr',
      (run: string) => `${run} sh -c 'yes >&2' 2>&1 >/dev/null | head -n 2; echo "\${PIPESTATUS[*]}"`,
    ],
    ['an empty stdin', (run: string) => `${run} cat </dev/null; echo $?`],
    ['two outputs', (run: string) => `${run} sh -c 'echo o; echo e >&2' 2>e >o; cat o e`],
    ['an exit code', (run: string) => `${run} sh -c 'exit 42'; echo $?`],
    ['a death by signal', (run: string) => `(${run} sh -c 'kill -KILL $$'; echo $?) 2>/dev/null`],
  ])('%s: as without overstay', (_, script) => {
    const bare = bash(script(''))
    const supervised = bash(script(PIPES))
    expect(supervised.stdout).toBe(bare.stdout)
    expect(supervised.stderr).toBe(bare.stderr)
  })

  it('reports what cannot be started with the usual codes', () => {
    writeFileSync(join(directory, 'plain'), 'no program')
    writeFileSync(join(directory, 'orphan'), '#!/no/such/interpreter\n', { mode: 0o755 })
    expect(bash(`${PIPES} no-such-command`)).toMatchObject({ status: 127, stdout: '' })
    expect(bash(`${PIPES} ./no-such-file`)).toMatchObject({ status: 127 })
    expect(bash(`${PIPES} ./plain`)).toMatchObject({ status: 126 })
    expect(bash(`${PIPES} /tmp`)).toMatchObject({ status: 126 })
    expect(bash(`${PIPES} ./orphan`)).toMatchObject({ status: 127 })
    expect(bash(`${PIPES} ./orphan`).stderr).toContain('/no/such/interpreter')
  })
})

/** The command sees a terminal on stdout; what is stdin, what is stderr? */
describe('standard streams with a pty', () => {
  it.each([
    ['a pipe as stdin, of any length of line', `head -c 9000 /dev/zero | tr '\\0' x | RUN wc -c`, /\r9000\r/],
    ['the rest of a file', `(read x; RUN head -n 1) < lines`, /\rtwo\r/],
    ['stdin from a file', `RUN sh -c 'test -t 0 || echo no tty; cat' < lines`, /\rno tty\r\r?\none\r\r?\ntwo\r/],
    [
      'stderr elsewhere',
      `RUN sh -c 'test -t 2 || echo apart; echo lost >&2' 2>err; cat err`,
      /\rapart\r\r?\n(.*\r)?lost\r/,
    ],
    ['all of it a terminal', `RUN sh -c 'test -t 0 && test -t 1 && test -t 2 && echo all'`, /\rall\r/],
  ])('%s', async (_, line, expected) => {
    writeFileSync(join(directory, 'lines'), 'one\ntwo\nthree\n')
    const shell = await openShell()
    shell.type(`cd ${directory}; ${line.replace('RUN', `node ${MINI_OVERSTAY} pty`)}; echo do""ne\r`)
    await shell.sees(/\rdone|\ndone/)
    expect(shell.shown().replaceAll('\n', '\r\n').replaceAll('\r\r', '\r')).toMatch(expected)
    shell.close()
  })
})

describe.each(['pty', 'pipes'])('the environment over %s', (mode) => {
  it('is exactly what it would be, odd names and shell levels included', () => {
    const env = {
      PATH: process.env['PATH']!,
      'a.b': '1',
      'BASH_FUNC_f%%': '() { echo f; }',
      SHLVL: '3',
      EMPTY: '',
      HOME: '/x',
    }
    const show = (program: string, args: string[]) =>
      JSON.parse(execFileSync(program, args, { env, cwd: directory, input: '' }).toString()) as Record<string, string>
    const args = ['-e', 'console.log(JSON.stringify(process.env))']
    const bare = show(process.execPath, args)
    const { OVERSTAY, OVERSTAY_RUN_ID, ...seen } = show(process.execPath, [
      MINI_OVERSTAY,
      mode,
      process.execPath,
      ...args,
    ])
    expect(OVERSTAY).toBe('1')
    expect(OVERSTAY_RUN_ID).toMatch(/^[0-9a-f-]{36}$/)
    expect(seen).toEqual(bare)
  })
})
