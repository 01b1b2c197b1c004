// What following a tree costs: `npm run build && node bench/sampler.mjs [strangers] [tree]`.
// CPU of this process and its children, so `ps` counts too. Compare the ratios: absolute times vary with the machine.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import psList from 'ps-list'
import { LIMITS } from '../dist/core/limits.js'
import { createLinuxSource } from '../dist/sampler/linux/linux-source.js'
import { createPortableSource } from '../dist/sampler/portable/portable-source.js'

const strangerCount = Number(process.argv[2] ?? 1000)
const treeCount = Number(process.argv[3] ?? 20)
const RATE_SECONDS = 12

const strangers = crowd(strangerCount)
await delay(1500)
const command = crowd(treeCount - 1)
await delay(300)

try {
  const linux = begin(createLinuxSource())
  const portable = begin(createPortableSource())
  await portable.sample()
  const light = await cost(200, () => linux.sample())
  const busy = await cost(50, async () => {
    await finished(spawn('true'))
    return linux.sample()
  })
  const spawnAlone = await cost(50, () => finished(spawn('true')))
  const thorough = await cost(10, () => linux.sampleThoroughly())
  const list = await cost(5, () => psList())
  const slow = await cost(5, () => portable.sample())
  const { processes } = await linux.sampleThoroughly()
  const detail = await cost(5, () => linux.detail(processes))

  console.log(
    `${strangerCount} strangers, ${processes.length} members; CPU ms a sample, and as a share of one ps-list call`,
  )
  const rows = [
    ['light tick, nothing new', light],
    ['light tick after a newcomer', Math.max(0, busy - spawnAlone)],
    ['thorough', thorough],
    ['detail of all members', detail],
    ['ps-list alone', list],
    ['portable source', slow],
  ]
  for (const [what, ms] of rows)
    console.log(`${what.padEnd(30)} ${ms.toFixed(2).padStart(8)} ${(ms / list).toFixed(4)}`)

  const { sampleRunningMs: runningMs, sampleTeardownMs: afterFinishMs } = LIMITS
  console.log(`share of one core over ${RATE_SECONDS} s, full scans every 5 s included`)
  for (const [what, intervalMs] of [
    ['running', runningMs],
    ['after finish', afterFinishMs],
  ])
    console.log(
      `${`${what}, every ${intervalMs} ms`.padEnd(30)} ${(await share(linux, intervalMs)).toFixed(2).padStart(8)} %`,
    )
  linux.close()
  portable.close()
} finally {
  command.kill('SIGKILL')
  strangers.kill('SIGKILL')
}

/** A process with `count` sleeping children that end when it does. */
function crowd(count) {
  const child = 'my $up = getppid; sleep 5 while getppid == $up; exit'
  return spawn('perl', ['-e', `for (1..${count}) { if (!fork) { ${child} } } sleep 600`], { stdio: 'ignore' })
}

function begin(source) {
  const identity = {
    rootPid: command.pid,
    keeperPid: null,
    runId: 'bench',
    limitCookie: null,
    outputIds: [],
    ownPids: [],
  }
  source.begin(identity, () => performance.now())
  return source
}

async function cost(rounds, work) {
  await work()
  const before = usedMs()
  for (let round = 0; round < rounds; round += 1) await work()
  return (usedMs() - before) / rounds
}

async function share(source, intervalMs) {
  const before = usedMs()
  const until = performance.now() + RATE_SECONDS * 1000
  while (performance.now() < until) {
    await delay(intervalMs)
    await source.sample()
  }
  return ((usedMs() - before) / (RATE_SECONDS * 1000)) * 100
}

/** CPU of this process and of the children it has waited for. */
function usedMs() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000 + childrenMs()
}

function childrenMs() {
  const fields = readStat().split(') ').at(-1).split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

function readStat() {
  return readFileSync('/proc/self/stat', 'utf8')
}

function finished(child) {
  return new Promise((resolve) => child.once('exit', resolve))
}
