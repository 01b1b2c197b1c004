import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { isProbeMessage, type ProbeMessage } from '../../../src/protocol/messages.js'
import { nodeInjection } from '../../../src/runtimes/node/inject.js'

export const FIXTURES = fileURLToPath(new URL('../../fixtures/preload/', import.meta.url))

export const REPOSITORY_MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url))

export const MAJORS = [18, 20, 22, 24, 26] as const

/**
 * A Node of that major version: this one, or npm's package `node` in a folder kept between runs. Null when it cannot be had
 * (no network): a named skip on a laptop, a failure in CI.
 */
export function nodeOfMajor(major: number): string | null {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath
  const folder = join(tmpdir(), 'overstay-test-nodes', String(major))
  const binary = join(folder, 'node_modules/node/bin/node')
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    const args = ['install', '--no-audit', '--no-fund', `node@${major}`]
    spawnSync('npm', args, { cwd: folder, timeout: 120_000, stdio: 'ignore' })
  }
  if (existsSync(binary)) return binary
  if (process.env['CI'] === 'true') throw new Error(`no Node ${major}: npm install node@${major} failed`)
  return null
}

/** node_modules with these packages, kept between runs; null as above. Too heavy and too rarely needed for devDependencies. */
export function installPackages(...specs: string[]): string | null {
  const folder = join(tmpdir(), 'overstay-test-packages', specs.join('+').replace(/[^\w.+-]/g, '_'))
  const done = join(folder, 'installed')
  if (!existsSync(done)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    const args = ['install', '--no-audit', '--no-fund', ...specs]
    const { status } = spawnSync('npm', args, { cwd: folder, timeout: 240_000, stdio: 'ignore' })
    if (status === 0) writeFileSync(done, '')
  }
  if (existsSync(done)) return join(folder, 'node_modules')
  if (process.env['CI'] === 'true') throw new Error(`npm install ${specs.join(' ')} failed`)
  return null
}

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly events: readonly ProbeMessage[]
  readonly runDir: string
}

export interface RunOptions {
  readonly node?: string
  readonly preload?: boolean
  readonly cwd?: string
  readonly env?: Record<string, string>
  readonly profile?: boolean
}

/** Runs a Node program to its end, with the preload unless told otherwise, bounded at 60 s. */
export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const runDir = temporaryFolder()
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NODE_|npm_|VITEST|TEST$|CI$|OVERSTAY|TINYPOOL|JEST)/i.test(name),
    ),
  )
  const env: Record<string, string | undefined> = { ...clean, ...options.env }
  if (options.preload !== false) {
    const context = { env, runDir, runId: 'test', profile: options.profile === true }
    Object.assign(env, nodeInjection(context)?.set ?? {}, { OVERSTAY_RUN_DIR: runDir })
  }
  const child = spawn(options.node ?? process.execPath, args, { cwd: options.cwd ?? FIXTURES, env, stdio: 'pipe' })
  const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearTimeout(timer)
  return { code, stdout, stderr, runDir, events: readEvents(runDir) }
}

export function readEvents(runDir: string): ProbeMessage[] {
  const file = join(runDir, 'events.ndjson')
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as unknown).filter(isProbeMessage)
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overstay-preload-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes files (name to text) into a fresh folder and returns it. */
export function writeProject(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}
