// Does every byte arrive before the exit is told? node bench/bytes.mjs [RUNS] [MODE…]
// Runs a C-fast writer (head -c from a prepared file) over both transports with an idle and a busy consumer, and once
// 200 MB; prints lost bytes and wrong sums. The same for node-pty without the keeper, as a yardstick: node-pty-bare.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const dist = new URL('../dist/supervisor/child/', import.meta.url)
const { startPtyChild } = await import(new URL('pty-child.js', dist).href)
const { startPipeChild } = await import(new URL('pipe-child.js', dist).href)
const { ptyAvailability } = await import(new URL('pty-availability.js', dist).href)

const [runsText = '200', ...modesText] = process.argv.slice(2)
const runCount = Number(runsText)
const modes = modesText.length > 0 ? modesText : ['pty', 'pipes', 'node-pty-bare']
const directory = mkdtempSync(join(tmpdir(), 'overstay-bytes-'))
process.on('exit', () => rmSync(directory, { recursive: true, force: true }))

/** Bytes of every value but the line feed, which a terminal turns into two. */
function prepare(byteCount) {
  const bytes = Buffer.alloc(byteCount)
  for (let i = 0; i < byteCount; i++) bytes[i] = (i * 31 + (i >> 8) * 7) & 0xff
  for (let i = bytes.indexOf(10); i !== -1; i = bytes.indexOf(10, i)) bytes[i] = 11
  const file = join(directory, String(byteCount))
  writeFileSync(file, bytes)
  return { file, sum: createHash('sha256').update(bytes).digest('hex') }
}

async function runOnce(mode, file) {
  const hash = createHash('sha256')
  let count = 0
  const startedAt = performance.now()
  await new Promise((resolve, reject) => {
    const take = (bytes) => {
      count += bytes.length
      hash.update(bytes)
    }
    const command = ['cat', file]
    if (mode === 'node-pty-bare') {
      ptyAvailability().then(({ spawn }) => {
        const env = { ...process.env }
        const term = spawn('cat', [file], { encoding: null, name: 'xterm', cols: 80, rows: 24, cwd: '/', env })
        term.onData(take)
        term.onExit(resolve)
      }, reject)
      return
    }
    let child = null
    const handlers = {
      onOutput: (_, bytes) => take(bytes),
      onExit: () => {
        child?.close()
        resolve()
      },
      onOutputClosed() {},
      onError: reject,
    }
    const options = { command, cwd: '/', env: { ...process.env }, columns: 80, rows: 24, limitCookie: '123456789' }
    const start = mode === 'pty' ? startPtyChild : startPipeChild
    start(options, handlers).then((started) => {
      child = started
    }, reject)
  })
  return { count, sum: hash.digest('hex'), ms: performance.now() - startedAt }
}

async function measure(mode, byteCount, consumer, runs) {
  const { file, sum } = prepare(byteCount)
  const timer = setInterval(() => {
    const end = performance.now() + 15
    while (consumer === 'busy' && performance.now() < end);
  }, 17)
  let badRuns = 0
  let lostBytes = 0
  let ms = 0
  for (let i = 0; i < runs; i++) {
    const result = await runOnce(mode, file)
    lostBytes += byteCount - result.count
    ms += result.ms
    if (result.sum !== sum) badRuns++
  }
  clearInterval(timer)
  const speed = ((byteCount * runs) / 1e6 / (ms / 1e3)).toFixed(0)
  console.log(
    `${mode.padEnd(14)} ${String(byteCount).padStart(10)} B  ${consumer.padEnd(5)} ${runs} runs: ` +
      `${badRuns} bad, ${lostBytes} bytes lost, ${(ms / runs).toFixed(1)} ms a run, ${speed} MB/s`,
  )
}

for (const mode of modes) {
  for (const consumer of ['idle', 'busy'])
    for (const byteCount of [0, 20_000, 200_000]) await measure(mode, byteCount, consumer, runCount)
  await measure(mode, 5_000_000, 'idle', runCount)
  await measure(mode, 200_000_000, 'idle', 1)
}
