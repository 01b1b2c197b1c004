import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProbeMessage } from '../../../src/protocol/messages.js'
import { isProbeMessage } from '../../../src/protocol/messages.js'
import { injectPython } from '../../../src/runtimes/python/inject.js'
import { cleanEnvironment } from '../../support/run-overstay.js'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly events: readonly ProbeMessage[]
}

/** Run an interpreter as it would run without overstay. */
export function runBare(python: string, args: readonly string[], env: Record<string, string> = {}, cwd = tmpdir()) {
  return execute(python, args, { ...cleanEnvironment(), ...env }, cwd)
}

/** The same with the agent injected, and what it told. Every event must be one the protocol knows. */
export async function runInjected(
  python: string,
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = tmpdir(),
): Promise<Outcome> {
  const runDir = mkdtempSync(join(tmpdir(), 'overstay-probe-'))
  try {
    const base = { ...cleanEnvironment(), ...env }
    const change = await injectPython({ env: base, runDir, runId: 'test', profile: false })
    const ran = await execute(python, args, { ...base, ...change?.set, OVERSTAY_RUN_DIR: runDir }, cwd)
    return { ...ran, events: readEvents(runDir) }
  } finally {
    rmSync(runDir, { recursive: true, force: true })
  }
}

function execute(file: string, args: readonly string[], env: Record<string, string>, cwd: string) {
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(file, [...args], { env, cwd, timeout: 40_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    )
  })
}

function readEvents(runDir: string): readonly ProbeMessage[] {
  let text = ''
  try {
    text = readFileSync(join(runDir, 'events.ndjson'), 'utf8')
  } catch {
    return []
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const message: unknown = JSON.parse(line)
      if (!isProbeMessage(message)) throw new Error(`not of the protocol: ${line}`)
      return message
    })
}
