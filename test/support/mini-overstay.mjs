// The smallest supervisor: just the command, the terminal, the signals and the guard, without judgement. Tests drive it
// in a process of its own: node mini-overstay.mjs pty|pipes COMMAND…   Log lines go to the file in MINI_LOG.
import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'

const dist = new URL('../../dist/supervisor/', import.meta.url)
const load = (path) => import(new URL(path, dist).href)
const [
  { createLimitCookie },
  { startGuard },
  { createOutputPump },
  { holdSignals, listenForSignals },
  { createPassThrough },
] = await Promise.all([
  load('child/limit-cookie.js'),
  load('guard/guard.js'),
  load('child/output-pump.js'),
  load('terminal/signals.js'),
  load('terminal/pass-through.js'),
])
const { suspendWithCommand } = await load('terminal/job-control.js')
const { readTerminalSize } = await load('terminal/terminal-size.js')

const [mode, ...command] = process.argv.slice(2)
const log = (line) => process.env.MINI_LOG && appendFileSync(process.env.MINI_LOG, `${line}\n`)
const runId = randomUUID()
const limitCookie = createLimitCookie()
const isTerminal = process.stdin.isTTY === true
const guard = startGuard({ runId, limitCookie, usesTerminal: mode === 'pty' && isTerminal })
const scratchDir = mkdtempSync(join(tmpdir(), 'mini-overstay-'))

let child = null
let passThrough = null
let commandExit = null
const pump = createOutputPump({
  stdout: process.stdout,
  stderr: process.stderr,
  pause: () => child?.pause(),
  resume: () => child?.resume(),
  onWritten: (stream, bytes) => child?.recycle(stream, bytes),
  onBroken: (stream) => child?.breakOutput(stream),
})

async function conclude() {
  passThrough?.close()
  if (process.env.MINI_DETACH) child.detach()
  else child.close()
  await pump.flush(10_000)
  guard?.dismiss()
  rmSync(scratchDir, { recursive: true, force: true })
  const { code, signal } = commandExit
  process.exit(code ?? (signal === null ? 125 : 128 + constants.signals[signal]))
}

const handlers = {
  onOutput: (stream, bytes) => pump.write(stream, bytes),
  onExit: (exit) => {
    commandExit = exit
    log(`exit ${exit.code} ${exit.signal}`)
    if (process.env.MINI_LEAVE_STRAGGLERS || process.env.MINI_DETACH) conclude()
  },
  onOutputClosed: conclude,
  onError: (error) => log(`error ${error.message}`),
  onStopped: (signal) => {
    log(`stopped ${signal}`)
    passThrough?.handleStopped(signal)
  },
  onWritable: () => passThrough?.handleWritable(),
}
const size = readTerminalSize(process.stdout)
const options = {
  command,
  cwd: process.cwd(),
  env: { ...process.env, OVERSTAY: '1', OVERSTAY_RUN_ID: runId },
  ...size,
  limitCookie: limitCookie ?? '',
  scratchDir,
}
const takeHeld = holdSignals(mode)
try {
  if (mode === 'pty') {
    const { startPtyChild } = await load('child/pty-child.js')
    const { describeStdin } = await load('child/own-streams.js')
    const terminalSettings = (await guard?.terminalSettings) ?? null
    const ownStdin = isTerminal ? null : describeStdin()
    const separateStderr = process.stderr.isTTY !== true
    child = await startPtyChild({ ...options, terminalSettings, ownStdin, separateStderr }, handlers)
    passThrough = createPassThrough({
      child,
      stdin: isTerminal ? process.stdin : null,
      readSize: () => readTerminalSize(process.stdout),
      onRawChanged: (isRaw) => guard?.setRaw(isRaw),
      onUserSignal: (signal) => log(`user ${signal}`),
      onHotKey: () => log('hot key'),
      onSuspend: () => log('suspend'),
      onResume: () => log('resume'),
      onSuspended: (ms) => log(`suspended ${ms > 10}`),
    })
    passThrough.start()
  } else {
    const { startPipeChild } = await load('child/pipe-child.js')
    child = await startPipeChild(options, handlers)
  }
} catch (error) {
  process.stderr.write(`mini-overstay: ${error.reason}: ${error.message}\n`)
  guard?.dismiss()
  rmSync(scratchDir, { recursive: true, force: true })
  process.exit({ notFound: 127, notExecutable: 126 }[error.reason] ?? 125)
}
log(`started ${child.pid} keeper ${child.keeperPid}`)
const onSignal = (signal, delivered) => {
  log(`signal ${signal} ${delivered}`)
  if (!delivered) child.forward(signal)
}
listenForSignals(mode, {
  onSignal,
  onStopAsked: (delivered) => {
    if (passThrough !== null) return passThrough.handleStopAsked()
    suspendWithCommand(child, delivered)
  },
  onContinued: () => {
    log('continued')
    if (passThrough === null) child.forward('SIGCONT')
    passThrough?.handleContinued()
  },
  onResized: () => passThrough?.handleResized(),
})
for (const { signal, delivered } of takeHeld()) onSignal(signal, delivered)
