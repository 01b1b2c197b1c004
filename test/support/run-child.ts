import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutputStream } from '../../src/core/finish/claim.js'
import type { Child, ChildExit, ChildHandlers, ChildOptions } from '../../src/supervisor/child/child.js'
import { createLimitCookie } from '../../src/supervisor/child/limit-cookie.js'
import { startPipeChild } from '../../src/supervisor/child/pipe-child.js'
import { startPtyChild } from '../../src/supervisor/child/pty-child.js'

export type ChildMode = 'pty' | 'pipes'

export interface ChildRun {
  readonly child: Child
  readonly exit: Promise<ChildExit>
  readonly closed: Promise<void>
  /** All bytes of a stream so far. */
  bytes(stream?: OutputStream): Buffer
  text(): string
  /** Resolves when the output so far contains this. */
  seen(text: string, boundMs?: number): Promise<void>
  /** Length of the output at the time of onExit. */
  bytesAtExit(): number
  stop(): void
}

/** Starts a real child the way the supervisor does and keeps what comes out. */
export async function runChild(
  mode: ChildMode,
  command: readonly string[],
  changes: Partial<ChildOptions> & { handlers?: Partial<ChildHandlers> } = {},
): Promise<ChildRun> {
  const scratchDir = mkdtempSync(join(tmpdir(), 'overstay-test-'))
  const outputs: { stream: OutputStream; bytes: Uint8Array }[] = []
  let atExit = -1
  const bytes = (stream?: OutputStream) =>
    Buffer.concat(outputs.filter((o) => stream === undefined || o.stream === stream).map((o) => o.bytes))
  let setExit: (exit: ChildExit) => void = () => {}
  let setClosed = () => {}
  const exit = new Promise<ChildExit>((resolve) => (setExit = resolve))
  const closed = new Promise<void>((resolve) => (setClosed = resolve))
  const start = mode === 'pty' ? startPtyChild : startPipeChild
  const child = await start(
    {
      command,
      cwd: process.cwd(),
      env: process.env as Record<string, string>,
      columns: 80,
      rows: 24,
      limitCookie: createLimitCookie() ?? '',
      scratchDir,
      ...changes,
    },
    {
      onOutput: (stream, data) => outputs.push({ stream, bytes: data }),
      onExit: (value) => {
        atExit = bytes().length
        setExit(value)
      },
      onOutputClosed: () => setClosed(),
      onError: (error) => {
        throw error
      },
      ...changes.handlers,
    },
  )
  const run: ChildRun = {
    child,
    exit,
    closed,
    bytes,
    text: () => bytes().toString('utf8'),
    async seen(text, boundMs = 10_000) {
      await waitFor(
        () => run.text().includes(text),
        boundMs,
        () => `${text} in ${JSON.stringify(run.text())}`,
      )
    },
    bytesAtExit: () => atExit,
    stop() {
      child.close()
      rmSync(scratchDir, { recursive: true, force: true })
    },
  }
  return run
}

/** Waits for a condition, never for luck. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  boundMs = 10_000,
  what: () => string = () => 'condition',
): Promise<void> {
  const end = Date.now() + boundMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not seen within ${boundMs} ms: ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
