#!/usr/bin/env node
// Speed of finish recognition against @xterm/headless, on the same bytes: `npm run build && node bench/finish.mjs`.
// Prints MB/s (10^6 bytes a second of processor time) for plain log lines, for coloured test output and for live areas that are redrawn.
import { readFileSync } from 'node:fs'
import xterm from '@xterm/headless'
import { createFinishRecogniser } from '../dist/core/finish/recogniser.js'

const SECONDS = Number(process.argv[2] ?? 2)
const CHUNK = 65_536
const fixture = (name) => readFileSync(new URL(`../test/fixtures/finish/${name}`, import.meta.url))

const streams = {
  'plain text': repeat(Buffer.from(logLines(2_000)), 8e6),
  'coloured test output': repeat(fixture('vitest/mixed.pipe.txt'), 2e6),
  'live area': repeat(fixture('jest/parallel-live.pty.txt'), 2e6),
}

for (const [name, bytes] of Object.entries(streams)) {
  const ours = await measure(bytes, feedRecogniser)
  const theirs = await measure(bytes, feedTerminal)
  console.log(
    `${name.padEnd(22)} ${ours.toFixed(0).padStart(5)} MB/s, @xterm/headless ${theirs.toFixed(1).padStart(5)} MB/s, ratio ${(ours / theirs).toFixed(1)}`,
  )
}

/** By processor time, so that a busy machine does not matter. */
async function measure(bytes, feed) {
  await feed(bytes.subarray(0, Math.min(bytes.length, 1e6)))
  let done = 0
  const start = process.cpuUsage()
  for (;;) {
    await feed(bytes)
    done += bytes.length
    const { user, system } = process.cpuUsage(start)
    if (user + system > SECONDS * 1e6) return done / (user + system)
  }
}

function feedRecogniser(bytes) {
  const recogniser = createFinishRecogniser({ runner: null, markers: [], columns: 80 })
  for (let at = 0; at < bytes.length; at += CHUNK) recogniser.feed('terminal', bytes.subarray(at, at + CHUNK))
  recogniser.end()
}

async function feedTerminal(bytes) {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, scrollback: 1_000, allowProposedApi: true })
  for (let at = 0; at < bytes.length; at += CHUNK)
    await new Promise((done) => terminal.write(bytes.subarray(at, at + CHUNK), done))
  terminal.dispose()
}

function repeat(bytes, atLeast) {
  return Buffer.concat(Array.from({ length: Math.ceil(atLeast / bytes.length) }, () => bytes))
}

function logLines(count) {
  const words = [
    'request',
    'served',
    'GET',
    '/api/users',
    'connection',
    'worker',
    'cache',
    'miss',
    'compiled',
    'module',
    'in',
    'of',
    'ready',
    '127.0.0.1',
    'debug',
    'id=42',
  ]
  return `${Array.from({ length: count }, (_, line) =>
    Array.from({ length: 6 + (line % 9) }, (_, word) => words[(line * 7 + word * 3) % words.length]).join(' '),
  ).join('\n')}\n`
}
