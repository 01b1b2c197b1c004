/**
 * What the preload costs: `node bench/preload.mjs [rounds] [part of a load's name]`, after `npm run build`. Each load runs in a fresh process under each variant, interleaved, and the
 * medians of the CPU time (user + system, all threads) are printed as ratios to the bare run. Peers come from npm.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 9)
const folder = join(tmpdir(), 'overstay-bench-preload')
const packed = fileURLToPath(new URL('../dist/probes/node/packed.cjs', import.meta.url))
const runDir = join(folder, 'run')

installPeers()
const variants = {
  bare: [],
  ours: ['--require', packed],
  'async_hooks init': [
    '--require',
    writeScript('hook.cjs', `require('node:async_hooks').createHook({ init() {} }).enable()`),
  ],
  'why-is-node-running': ['--import', join(folder, 'node_modules/why-is-node-running/include.js')],
  wtfnode: ['--require', join(folder, 'node_modules/wtfnode/index.js')],
}

/** Each prints the ms of CPU its work took; `start` is an empty program, from exec to its first line. */
const loads = {
  start: '',
  '400k awaits': `for (let i = 0; i < 400_000; i++) await null`,
  '200k timers': `await new Promise((done) => { let left = 200_000; for (let i = 0; i < 200_000; i++) setTimeout(() => --left || done(), 1) })`,
  '200k long timers': `for (let i = 0; i < 200_000; i++) clearTimeout(setTimeout(() => {}, 5_000))`,
  '20k fs calls': `const fs = await import('node:fs/promises'); for (let i = 0; i < 20_000; i++) await fs.stat('.')`,
  '2k http requests': `const http = await import('node:http')
    const server = http.createServer((_q, r) => r.end('ok')).listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    for (let i = 0; i < 2_000; i++) await new Promise((done) => http.get({ port: server.address().port, host: '127.0.0.1' }, (r) => r.resume().on('end', done)))
    server.close()`,
}

const only = process.argv[3]
for (const [name, work] of Object.entries(loads)) {
  if (only && !name.includes(only)) continue
  const file = writeScript(`${name.replaceAll(' ', '-')}.mjs`, timed(name, work))
  const samples = Object.fromEntries(Object.keys(variants).map((variant) => [variant, []]))
  for (let round = 0; round < (name === 'start' ? rounds * 3 : rounds); round++) {
    for (const [variant, flags] of Object.entries(variants)) {
      const ran = spawnSync(process.execPath, [...flags, file], {
        env: environment(),
        encoding: 'utf8',
        timeout: 120_000,
      })
      // Peers print too: ours is the last number.
      samples[variant].push(Number(/([\d.]+)\s*$/.exec(ran.stdout)?.[1]))
    }
  }
  print(name, samples)
}

function timed(name, work) {
  const from = name === 'start' ? '' : 'process.cpuUsage()'
  return `const before = ${from || 'undefined'}
${work}
const used = process.cpuUsage(before)
process.stdout.write(String((used.user + used.system) / 1000), () => process.exit(0))`
}

function print(name, samples) {
  const bare = median(samples.bare)
  for (const [variant, values] of Object.entries(samples)) {
    const value = median(values)
    const compared = name === 'start' ? `+${(value - bare).toFixed(1)} ms` : `${(value / bare).toFixed(2)} x`
    console.log(`${name.padEnd(18)} ${variant.padEnd(20)} ${value.toFixed(1).padStart(9)} ms  ${compared}`)
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

function environment() {
  const { NODE_OPTIONS: _options, ...rest } = process.env
  mkdirSync(runDir, { recursive: true })
  return { ...rest, OVERSTAY_RUN_DIR: runDir }
}

function writeScript(name, text) {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

function installPeers() {
  mkdirSync(folder, { recursive: true })
  if (existsSync(join(folder, 'node_modules/wtfnode'))) return
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  spawnSync('npm', ['install', '--no-audit', '--no-fund', 'why-is-node-running', 'wtfnode'], {
    cwd: folder,
    stdio: 'inherit',
  })
}
