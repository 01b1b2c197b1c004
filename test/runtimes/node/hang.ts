import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProcessSample } from '../../../src/core/tree/sample.js'
import { readProc, readStartId } from '../../../src/runtimes/node/attach/process-files.js'
import type { AskContext, AskTarget } from '../../../src/runtimes/runtime.js'

export const FIXTURES = new URL('../../fixtures/hangs/node/', import.meta.url).pathname

/** A program that hangs, started for one test. */
export interface Hang {
  readonly child: ChildProcess
  readonly target: AskTarget
  readonly stderr: () => string
  readonly stdout: () => string
  readonly exited: Promise<{ code: number | null; signal: string | null }>
}

/** Every one leads a group of its own, which is ended as a whole: fixtures leave children behind on purpose. */
const started = new Set<ChildProcess>()

/** Starts a fixture and waits until it says `ready`. */
export async function startHang(
  file: string,
  options: { nodeOptions?: string; args?: readonly string[]; node?: string } = {},
): Promise<Hang> {
  const { nodeOptions = '--inspect-port=0 --inspect-publish-uid=http', args = [], node } = options
  const hang = startProgram([file, ...args], { NODE_OPTIONS: nodeOptions }, node)
  await new Promise<void>((resolve, reject) => {
    hang.child.stdout?.on('data', () => {
      if (hang.stdout().includes('ready')) resolve()
    })
    void hang.exited.then(() => reject(new Error(`${file} ended before it was ready: ${hang.stderr()}`)))
  })
  return hang
}

/** Starts Node with these arguments, in an environment without traces of the test runner around us. */
export function startProgram(
  args: readonly string[],
  extra: Readonly<Record<string, string>>,
  node = process.execPath,
): Hang {
  const env: NodeJS.ProcessEnv = { ...process.env, ...extra }
  for (const name of Object.keys(env)) if (/^(?:VITEST|TINYPOOL|NODE_V8_COVERAGE|TEST$)/.test(name)) delete env[name]
  const child = spawn(node, [...args], { env, cwd: FIXTURES, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  started.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('exit', (code, signal) => {
      resolve({ code, signal })
    }),
  )
  return { child, target: targetOf(child.pid ?? 0), stdout: () => stdout, stderr: () => stderr, exited }
}

/** Ends whatever a test left running. */
export async function endHangs(): Promise<void> {
  for (const child of started) {
    const isRunning = child.exitCode === null && child.signalCode === null
    const ended = isRunning ? new Promise((resolve) => child.once('exit', resolve)) : null
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // Nobody is left of this group.
    }
    await ended
  }
  started.clear()
}

/** A target as the sampler would give it. */
export function targetOf(pid: number): AskTarget {
  const process: ProcessSample = {
    pid,
    startId: readStartId(pid) ?? -1,
    ppid: 1,
    pgid: null,
    sid: null,
    startedAtMs: 0,
    name: (readProc(pid, 'comm') ?? '').trim(),
    command: (readProc(pid, 'cmdline') ?? '').split('\0').slice(0, -1),
    state: 'sleeping',
    cpuMs: 0,
    rssBytes: 0,
    threads: 1,
    marks: ['command'],
  }
  return { process, detail: null }
}

export function contextOf(overrides: Partial<AskContext> = {}): AskContext {
  return {
    runDir: mkdtempSync(join(tmpdir(), 'overstay-test-')),
    cwd: FIXTURES,
    budgetMs: 10_000,
    signal: AbortSignal.timeout(10_000),
    spawns: [],
    mayTouch: true,
    ...overrides,
  }
}

/** Lines of a fixture that bear the mark `// culprit`. */
export function culpritLines(file: string): number[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.includes('// culprit') ? [index + 1] : []))
}
