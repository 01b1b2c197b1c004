import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Report } from '../../src/core/report/model.js'

export const OVERSTAY = fileURLToPath(new URL('../../bin/overstay.js', import.meta.url))
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: Buffer
  readonly stderr: string
  /** The JSON report; null when none was written. */
  readonly report: Report | null
  readonly tookMs: number
}

export interface RunSettings {
  readonly options?: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string | Buffer
  /** Called once overstay runs, to send it signals. */
  readonly onStarted?: (pid: number) => void
  readonly timeoutMs?: number
}

/** Runs `overstay [options] -- command` as a user would, over pipes, and reads its report. Bounded. */
export function runOverstay(command: readonly string[], settings: RunSettings = {}): Promise<Ran> {
  const scratch = mkdtempSync(join(tmpdir(), 'overstay-test-'))
  const reportFile = join(scratch, 'report.json')
  const args = [OVERSTAY, '--json', reportFile, ...(settings.options ?? []), '--', ...command]
  return runNode(args, settings).then((ran) => {
    const report = readReport(reportFile)
    rmSync(scratch, { recursive: true, force: true })
    return { ...ran, report }
  })
}

/** `node ARGS…` in a clean environment: no CI, no colours, no overstay around this test. */
export function runNode(args: readonly string[], settings: RunSettings = {}): Promise<Ran> {
  const startedAtMs = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: settings.cwd ?? REPOSITORY,
      env: cleanEnvironment(settings.env),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes))
    child.stdin.on('error', () => {})
    child.stdin.end(settings.input ?? '')
    const timer = setTimeout(() => child.kill('SIGKILL'), settings.timeoutMs ?? 50_000)
    child.on('error', reject)
    child.on('spawn', () => settings.onStarted?.(child.pid!))
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({
        code,
        signal,
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString('utf8'),
        report: null,
        tookMs: performance.now() - startedAtMs,
      })
    })
  })
}

/** The environment of a person's shell, not of this test runner. */
export function cleanEnvironment(extra: RunSettings['env'] = {}): Record<string, string> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...process.env, ...extra })) {
    const isOurs =
      /^(OVERSTAY|VITEST|NODE_|npm_|CI$|GITHUB_|FORCE_COLOR|NO_COLOR|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$)/.test(name)
    if (value !== undefined && (!isOurs || Object.hasOwn(extra, name))) env[name] = value
  }
  return env
}

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return null
  }
}

/** Waits for a condition, looking often, at most `boundMs`. Resolves to whether it came. */
export async function waitUntil(condition: () => boolean, boundMs = 10_000): Promise<boolean> {
  const endAtMs = performance.now() + boundMs
  while (!condition()) {
    if (performance.now() > endAtMs) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
