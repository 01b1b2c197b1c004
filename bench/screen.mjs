#!/usr/bin/env node
// What the screen costs, on a real pty: opening it, keys under a flood of output, frames, and doing nothing.
// Needs a build. Limits: first screen 150 ms, key to screen 50 ms at the 95th percentile, 25 frames a second, 2 % idle.
import { readFileSync } from 'node:fs'
import xterm from '@xterm/headless'
import pty from 'node-pty'

const root = new URL('..', import.meta.url).pathname
const FRAME = '\x1b8'
const [cols, rows] = [120, 40]

const idle = await open(['timer'])
console.log(`idle: ${(await cpuPercent(idle, 10_000)).toFixed(1)} % of a core`)
await end(idle)

const flooded = await open(['timer', 'flood'], ['--tui', 'always', '--teardown-timeout', '50s'])
const before = { atMs: performance.now(), frames: flooded.frames() }
const load = await cpuPercent(flooded, 5_000)
const fps = ((flooded.frames() - before.frames) * 1000) / (performance.now() - before.atMs)
console.log(`flood (as fast as it is taken): ${fps.toFixed(1)} frames a second, ${load.toFixed(0)} % of a core`)
console.log(`key to screen under flood: ${describe(await measureKeys(flooded))}`)
await end(flooded)

const openings = []
for (let round = 0; round < 5; round += 1) {
  const screen = await open(['timer'], ['--teardown-timeout', '60s'])
  openings.push(screen.openedAfterMs)
  await end(screen)
}
console.log(`first screen after the hot key: ${describe(openings)}`)
process.exit()

/** overstay over a suite that stays. With more flags it is opened by the hot key, and the time that takes is noted. */
async function open(holders, flags = ['--teardown-timeout', '500ms']) {
  const command = ['node', `${root}test/fixtures/tui/suite.mjs`, ...holders]
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' }
  const child = pty.spawn(process.execPath, [`${root}bin/overstay.js`, ...flags, '--', ...command], {
    cols,
    rows,
    env,
    cwd: root,
  })
  const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true })
  let frames = 0
  child.onData((data) => {
    terminal.write(data)
    frames += data.split(FRAME).length - 1
  })
  const text = () => {
    const { active } = terminal.buffer
    const line = (_, row) => active.getLine(active.viewportY + row)?.translateToString(true)
    return Array.from({ length: rows }, line).join('\n')
  }
  const sees = (pattern) => until(() => pattern.test(text()))
  const loses = (pattern) => until(() => !pattern.test(text()))
  const exited = new Promise((resolve) => child.onExit(resolve))
  const screen = {
    pid: child.pid,
    exited,
    sees,
    write: (keys) => child.write(keys),
    frames: () => frames,
    loses,
    openedAfterMs: 0,
  }
  if (flags.includes('60s')) {
    await sees(/120 passed/)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const atMs = performance.now()
    child.write('\x1d\x1d')
    await sees(/suspects \(/)
    screen.openedAfterMs = performance.now() - atMs
  } else {
    // Who floods is at work, and does not overstay.
    await sees(holders.includes('flood') ? /TESTS OVER/ : /suspects \([1-9]/)
  }
  return screen
}

async function end(screen) {
  screen.write('\x1b\x1bx\r')
  await Promise.race([screen.sees(/overstay exits with/), screen.exited])
  screen.write('q')
  await screen.exited
}

/** ms from a key to the first frame that shows its doing: the help page opens and closes. */
async function measureKeys(screen) {
  const times = []
  for (let round = 0; round < 60; round += 1) {
    const atMs = performance.now()
    screen.write('?')
    await screen.sees(/─ keys /)
    times.push(performance.now() - atMs)
    screen.write('\x1b')
    await screen.loses(/─ keys /)
    await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 40))
  }
  return times
}

function describe(times) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(0)
  return `${at(0.5)} ms in the median, ${at(0.95)} ms at the 95th percentile (${sorted.length} times)`
}

async function cpuPercent({ pid }, forMs) {
  const ticks = () => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return Number(stat[11]) + Number(stat[12])
  }
  const before = ticks()
  await new Promise((resolve) => setTimeout(resolve, forMs))
  // A tick is 10 ms.
  return ((ticks() - before) * 10 * 100) / forMs
}

async function until(condition) {
  for (const endAtMs = performance.now() + 30_000; !condition(); ) {
    if (performance.now() > endAtMs) throw new Error('not seen in time')
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}
