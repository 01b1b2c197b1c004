// What the agent costs inside a Python process: CPU seconds with it and without it, and under asyncio's debug mode.
// Run: node bench/python-agent.mjs [python]     (after `npm run build`)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { injectPython } from '../dist/runtimes/python/inject.js'

const python = process.argv[2] ?? 'python3'
const ROUNDS = 7

// Each program prints the CPU it used for its loop; the first one is measured from outside, start and all.
const TIMED = (setup, body) => `
import time
${setup}
began = time.process_time()
${body}
print(time.process_time() - began)
`
const PROGRAMS = {
  'start and exit (x20)': null,
  '100 000 tasks': TIMED(
    'import asyncio\nasync def one(): pass\nasync def main():\n    for _ in range(1000):\n        await asyncio.gather(*[asyncio.create_task(one()) for _ in range(100)])',
    'asyncio.run(main())',
  ),
  '10 000 threads': TIMED(
    'import threading',
    'for _ in range(10000):\n    t = threading.Thread(target=int)\n    t.start()\n    t.join()',
  ),
  '10 000 sockets': TIMED('import socket', 'for _ in range(10000):\n    socket.socket().close()'),
  '100 children': TIMED('import subprocess', 'for _ in range(100):\n    subprocess.run(["true"])'),
  '10 000 jobs': TIMED(
    'from concurrent.futures import ThreadPoolExecutor',
    'with ThreadPoolExecutor(1) as pool:\n    for _ in range(10000):\n        pool.submit(int)',
  ),
}

const runDir = mkdtempSync(join(tmpdir(), 'overstay-bench-'))
const bare = { PATH: process.env.PATH, HOME: process.env.HOME, PYTHONDONTWRITEBYTECODE: '1' }
const change = await injectPython({ env: bare, runDir, runId: 'bench', profile: false })
const modes = {
  bare,
  agent: { ...bare, ...change.set, OVERSTAY_RUN_DIR: runDir },
  'asyncio debug': { ...bare, PYTHONASYNCIODEBUG: '1' },
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

function measure(program, env) {
  if (program === null) return childCpu(env)
  return Number(spawnSync(python, ['-c', program], { env, encoding: 'utf8' }).stdout.trim())
}

/** CPU of twenty starts: the shell's `times` counts its children's. */
function childCpu(env) {
  const script = `i=0; while [ $i -lt 20 ]; do "${python}" -c pass; i=$((i+1)); done; times`
  const line = spawnSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' }).stdout.trim().split('\n')[1]
  return line
    .split(' ')
    .map((each) => /(\d+)m([\d.]+)s/.exec(each))
    .reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
}

for (const [name, program] of Object.entries(PROGRAMS)) {
  const results = Object.fromEntries(Object.keys(modes).map((mode) => [mode, []]))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [mode, env] of Object.entries(modes)) results[mode].push(measure(program, env))
  }
  const base = median(results.bare)
  const cells = Object.entries(results).map(([mode, values]) => {
    const value = median(values)
    return `${mode} ${(value * 1000).toFixed(0)} ms (${(value / base).toFixed(2)}x)`
  })
  console.log(`${name}: ${cells.join(', ')}`)
}
rmSync(runDir, { recursive: true, force: true })
