/**
 * What the preload costs a whole suite: `node bench/preload-suites.mjs [rounds] [vitest|jest] [files]`, after `npm run build`. 200 vitest and 100 jest files
 * of five tests each, or as many as told, with and without, interleaved; medians of the CPU time of all processes, and of wall time.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const rounds = Number(process.argv[2] ?? 9)
const folder = join(tmpdir(), 'overstay-bench-suites')
const packed = fileURLToPath(new URL('../dist/probes/node/packed.cjs', import.meta.url))
const runDir = join(folder, 'run')
mkdirSync(runDir, { recursive: true })

const suites = {
  vitest: {
    files: 200,
    modules: fileURLToPath(new URL('../node_modules', import.meta.url)),
    main: 'vitest/vitest.mjs',
    flags: ['run'],
  },
  jest: {
    files: 100,
    modules: join(folder, 'packages/node_modules'),
    main: 'jest/bin/jest.js',
    flags: ['--watchman=false'],
  },
}

for (const [name, suite] of Object.entries(suites)) {
  if (process.argv[3] && process.argv[3] !== name) continue
  if (name === 'jest') installJest()
  const cwd = writeSuite(name, { ...suite, files: Number(process.argv[4] ?? suite.files) })
  const samples = { bare: [], ours: [] }
  for (let round = 0; round < rounds; round++)
    for (const variant of Object.keys(samples)) samples[variant].push(measure(cwd, suite, variant === 'ours'))
  for (const [variant, values] of Object.entries(samples)) {
    const [cpu, wall] = ['cpu', 'wall'].map((field) => median(values.map((value) => value[field])))
    const [bareCpu, bareWall] = ['cpu', 'wall'].map((field) => median(samples.bare.map((value) => value[field])))
    const ratios = `CPU ${(cpu / bareCpu).toFixed(3)} x  wall ${(wall / bareWall).toFixed(3)} x`
    console.log(`${name.padEnd(8)} ${variant.padEnd(6)} ${cpu.toFixed(2)} s CPU  ${wall.toFixed(2)} s wall  ${ratios}`)
  }
}

function measure(cwd, { modules, main, flags }, withPreload) {
  const env = { ...process.env, NODE_OPTIONS: withPreload ? `--"inspect-publish-uid"=http --require ${packed}` : '' }
  if (withPreload) env.OVERSTAY_RUN_DIR = runDir
  // The shell knows the CPU time of everything below it.
  const command = [process.execPath, join(modules, main), ...flags].map((word) => `'${word}'`).join(' ')
  const script = `TIMEFORMAT='%U %S %R'; time ${command} >/dev/null 2>&1`
  const { stderr } = spawnSync('bash', ['-c', script], { cwd, env, encoding: 'utf8', timeout: 300_000 })
  const [user, system, wall] = stderr.trim().split(/\s+/).map(Number)
  return { cpu: user + system, wall }
}

function writeSuite(name, { files, modules }) {
  const cwd = join(folder, `${name}-${files}`)
  if (existsSync(cwd)) return cwd
  mkdirSync(cwd, { recursive: true })
  writeFileSync(join(cwd, 'package.json'), name === 'vitest' ? '{"type":"module"}' : '{}')
  symlinkSync(modules, join(cwd, 'node_modules'))
  const head = name === 'vitest' ? `import { beforeEach, expect, test } from 'vitest'\n` : ''
  const test = (index) =>
    `test('case ${index}', async () => { await new Promise((done) => setTimeout(done, 1)); expect(${index}).toBe(${index}) })`
  const body = `${head}beforeEach(() => {})\n${[1, 2, 3, 4, 5].map(test).join('\n')}\n`
  for (let index = 0; index < files; index++) writeFileSync(join(cwd, `file-${index}.test.js`), body)
  return cwd
}

function installJest() {
  const packages = join(folder, 'packages')
  if (existsSync(join(packages, 'node_modules/jest'))) return
  mkdirSync(packages, { recursive: true })
  writeFileSync(join(packages, 'package.json'), '{"private":true}')
  spawnSync('npm', ['install', '--no-audit', '--no-fund', 'jest@30'], { cwd: packages, stdio: 'inherit' })
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}
