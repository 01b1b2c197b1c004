import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPython } from '../../runtimes/python/support/interpreter.js'
import { runBare, runInjected } from './injected.js'

const python = findPython([]) ?? 'python3'
const shipped = fileURLToPath(new URL('../../../src/probes/python/inject', import.meta.url))
let scratch = ''

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'overstay-inject-'))
  mkdirSync(join(scratch, 'site'))
  mkdirSync(join(scratch, 'broken'))
  writeFileSync(join(scratch, 'site', 'sitecustomize.py'), 'MARK = "mine"\n')
  writeFileSync(join(scratch, 'broken', 'sitecustomize.py'), 'raise ValueError("mine")\n')
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** A program that uses all that the agent hooks into. */
const BUSY = `
import asyncio, concurrent.futures, multiprocessing, os, queue, socket, subprocess, sys, threading

async def tasks():
    await asyncio.gather(*[asyncio.ensure_future(asyncio.sleep(0, n)) for n in range(5)])

asyncio.run(tasks())
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    print(list(pool.map(abs, [-1, -2])))
thread = threading.Thread(target=int)
thread.start()
thread.join()
with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
print(subprocess.run([sys.executable, "-c", "pass"]).returncode)
child = os.fork()
if child == 0:
    os._exit(3)
print(os.waitpid(child, 0)[1] >> 8)
print(os.open(os.devnull, os.O_RDONLY), [name for name in sys.path if "overstay" in name])
`

describe('the agent in an interpreter', () => {
  it.each([
    ['plainly', []],
    ['with every warning an error', ['-X', 'dev', '-W', 'error']],
    ['without docstrings and asserts', ['-OO']],
    ['without writing byte code', ['-B']],
    ['without the user site', ['-s']],
  ])('changes nothing a program can see, started %s', async (_, flags) => {
    const args = [...flags, '-c', BUSY]
    const bare = await runBare(python, args)
    const injected = await runInjected(python, args)
    expect({ ...injected, events: null }).toEqual({ ...bare, events: null })
    expect(injected.stdout).toContain('[]')
    const hellos = injected.events.filter((event) => event.type === 'hello')
    expect(hellos).toHaveLength(3)
    expect(injected.events.filter((event) => event.type === 'spawned')).toHaveLength(2)
  })

  it.each([['-S'], ['-I'], ['-E']])('stays out under %s', async (flag) => {
    const injected = await runInjected(python, [flag, '-c', 'print(1)'])
    expect(injected).toEqual({ code: 0, stdout: '1\n', stderr: '', events: [] })
  })

  it("runs the user's own sitecustomize, which is the one that is imported", async () => {
    const code = 'import sitecustomize as s; print(s.MARK, s.__file__)'
    const env = { PYTHONPATH: join(scratch, 'site') }
    const bare = await runBare(python, ['-c', code], env)
    expect((await runInjected(python, ['-c', code], env)).stdout).toBe(bare.stdout)
  })

  it('lets a broken sitecustomize complain as it would without us', async () => {
    const env = { PYTHONPATH: join(scratch, 'broken') }
    const bare = await runBare(python, ['-c', 'print(1)'], env)
    const injected = await runInjected(python, ['-c', 'print(1)'], env)
    expect(injected.stdout).toBe(bare.stdout)
    expect(injected.stderr).toBe(bare.stderr)
  })

  it('leaves no sitecustomize where there is none', async () => {
    const code = 'import sys; print("sitecustomize" in sys.modules)'
    const bare = await runBare(python, ['-c', code])
    expect((await runInjected(python, ['-c', code])).stdout).toBe(bare.stdout)
  })

  it('does not mind a run directory that is gone or not ours', async () => {
    const env = { OVERSTAY_RUN_DIR: '/nonexistent' }
    const { directory } = await injectedDirectory()
    const ran = await runBare(python, ['-c', 'print(1)'], { ...env, PYTHONPATH: directory })
    expect(ran).toEqual({ code: 0, stdout: '1\n', stderr: '' })
  })

  it('writes nothing where it is installed', async () => {
    await runInjected(python, ['-c', 'pass'])
    expect(
      readdirSync(shipped, { recursive: true }).filter((name) => /pycache|\.bin$|\.pyc$/.test(String(name))),
    ).toEqual([])
  })

  it('keeps the parameters that libraries read from the code of their own functions', async () => {
    const code = `
import concurrent.futures, concurrent.futures.thread as thread, inspect, socket
for function in (socket.socket.__init__, thread.ThreadPoolExecutor.__init__, thread._WorkItem.__init__):
    code = function.__code__
    print(inspect.getfullargspec(function), code.co_varnames[:code.co_argcount], code.co_flags & 12, function.__defaults__)
`
    const bare = await runBare(python, ['-c', code])
    expect((await runInjected(python, ['-c', code])).stdout).toBe(bare.stdout)
  })

  it('works in spawned children of multiprocessing', async () => {
    const file = join(scratch, 'spawning.py')
    writeFileSync(
      file,
      `
import multiprocessing
if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=int)
    process.start()
    process.join()
    print(process.exitcode)
`,
    )
    const injected = await runInjected(python, [file])
    expect(injected.stdout).toBe('0\n')
    const spawned = injected.events.filter((event) => event.type === 'spawned')
    expect(spawned.some((event) => event.stack[0]?.file === file && event.stack[0].line === 5)).toBe(true)
  })
})

async function injectedDirectory(): Promise<{ directory: string }> {
  const { stdout } = await runInjected(python, ['-c', 'import os; print(os.environ["PYTHONPATH"])'])
  return { directory: stdout.trim() }
}
