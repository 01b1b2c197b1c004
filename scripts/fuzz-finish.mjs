#!/usr/bin/env node
// Runs the properties of test/core/finish/fuzz.test.ts for longer: `node scripts/fuzz-finish.mjs --minutes 10 --seed 7`.
// A counterexample is printed shrunk, with the seed and path that repeat it.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } } })
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31))
console.error(`fuzzing finish recognition for ${values.minutes} min, seed ${seed}`)
const run = spawnSync('npx', ['vitest', 'run', '--project', 'core', 'test/core/finish/fuzz.test.ts'], {
  stdio: 'inherit',
  cwd: new URL('..', import.meta.url),
  env: { ...process.env, OVERSTAY_FUZZ_MINUTES: values.minutes, OVERSTAY_FUZZ_SEED: seed },
})
process.exitCode = run.status ?? 1
