/**
 * What a supervised run costs against the bare command, as ratios in one run: `node bench/cost.mjs [rounds]`.
 * Rounds are interleaved so that a noisy machine hurts both sides alike; medians are printed. CPU is user + system of the
 * command and everything it waited for, by bash's `time`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 15)
const overstay = fileURLToPath(new URL('../bin/overstay.js', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'overstay-bench-'))
const env = { ...process.env, CI: '', OVERSTAY_HEADLESS: '1' }

/** Wall and CPU of one command, ms. */
function time(command) {
  const quoted = command.map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(' ')
  const script = `TIMEFORMAT='%3R %3U %3S'; { time ${quoted} >/dev/null 2>"${scratch}/err" </dev/null; } 2>"${scratch}/time"`
  const { status } = spawnSync('bash', ['-c', script], { env, cwd: scratch, stdio: 'ignore' })
  const [wall, user, system] = readFileSync(`${scratch}/time`, 'utf8').trim().split(' ').map(Number)
  return { wallMs: wall * 1000, cpuMs: (user + system) * 1000, status }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

function compare(title, commands, count) {
  const results = commands.map(() => [])
  for (let round = 0; round < count; round += 1) {
    for (const [index, command] of commands.entries()) results[index].push(time(command))
  }
  console.log(`\n${title} (${count} rounds, medians)`)
  const bare = results[0]
  for (const [index, command] of commands.entries()) {
    const wall = median(results[index].map((one) => one.wallMs))
    const cpu = median(results[index].map((one) => one.cpuMs))
    const ratio = wall / median(bare.map((one) => one.wallMs))
    const name = command
      .map((part) => part.replace(overstay, 'overstay'))
      .join(' ')
      .slice(0, 60)
    console.log(
      `  ${name.padEnd(62)} wall ${wall.toFixed(0).padStart(6)} ms  x${ratio.toFixed(3)}  CPU ${cpu.toFixed(0).padStart(6)} ms`,
    )
  }
}

const supervised = (options, command) => ['node', overstay, ...options, '--', ...command]

compare(
  'start',
  [['node', '-e', '0'], ['true'], supervised([], ['true']), supervised(['--pty', 'always'], ['true'])],
  rounds,
)

// A suite of about ten seconds: node:test with files that wait and files that compute.
for (let file = 0; file < 10; file += 1) {
  writeFileSync(
    join(scratch, `work-${file}.test.cjs`),
    `const { test } = require('node:test')
     test('waits', () => new Promise((done) => setTimeout(done, 500)))
     test('computes', () => { let x = 0; for (let i = 0; i < 2e8; i += 1) x += i % 7; if (x < 0) throw x })`,
  )
}
const suite = ['node', '--test', '--test-concurrency=1']
const suiteArgs = process.versions.node.startsWith('20') ? ['node', '--test'] : suite
compare('a suite of some seconds', [suiteArgs, supervised([], suiteArgs)], Math.max(3, Math.floor(rounds / 3)))

console.log('\nmemory of overstay after output (RSS)')
for (const pty of ['never', 'always']) {
  const peaks = ['1', '1000'].map((megabytes) => peakRss(pty, megabytes))
  console.log(
    `  --pty ${pty}: ${peaks[0]} MB after 1 MB, ${peaks[1]} MB after ${pty === 'always' ? '1' : '1'} GB: +${(peaks[1] - peaks[0]).toFixed(1)} MB`,
  )
}
rmSync(scratch, { recursive: true, force: true })

/** VmRSS of overstay itself, read by the command it runs just before it ends: its parent's parent is overstay. */
function peakRss(pty, megabytes) {
  const file = join(scratch, 'rss')
  const script = `head -c ${megabytes}000000 /dev/zero | tr '\\0' 'x' | fold -w 99; p=$PPID; while ! grep -q node /proc/$p/comm; do p=$(awk '/^PPid/{print $2}' /proc/$p/status); done; awk '/VmRSS/{print $2}' /proc/$p/status > ${file}`
  execFileSync('bash', ['-c', `node ${overstay} --pty ${pty} -- sh -c "$1" >/dev/null`, '-', script], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return Math.round(Number(readFileSync(file, 'utf8')) / 102.4) / 10
}
