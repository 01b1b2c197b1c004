import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runNode, writeProject } from './support.js'

it('says hello, every child with the line that started it, and how far the exit has come', async () => {
  const folder = writeProject({
    'run.cjs': [
      `const { spawn, execSync } = require('node:child_process')`,
      `spawn('sleep', ['0.01'])`,
      `execSync('exit 0')`,
    ].join('\n'),
  })
  const { events } = await runNode(['run.cjs'], { cwd: folder })
  const told = events.map((event) => (event.type === 'spawned' ? [event.command, event.stack[0]?.line] : event.type))
  expect(told).toEqual(['hello', ['sleep 0.01', 2], ['exit 0', 3], 'exitPhase'])
  expect(events.find((event) => event.type === 'spawned')).toMatchObject({
    child: expect.any(Number),
    stack: [{ file: join(folder, 'run.cjs'), line: 2 }],
  })
})

it('names a blocking call before it blocks: the process can be killed inside it', async () => {
  const folder = writeProject({
    'stuck.mjs': `import { spawnSync } from 'node:child_process'
spawnSync('sh', ['-c', 'kill -9 $PPID'])`,
  })
  const ran = await runNode(['stuck.mjs'], { cwd: folder })
  expect(ran.code).toBe(null)
  const spawned = ran.events.filter((event) => event.type === 'spawned')
  expect(spawned).toMatchObject([{ command: 'sh -c kill -9 $PPID', child: null, stack: [{ line: 2 }] }])
})

it('does nothing without a run folder, and nothing once it is gone', async () => {
  const program = `require('node:child_process').execSync('true'); process.stdout.write('fine')`
  const without = await runNode(['-e', program], { env: {} })
  expect(without.stdout).toBe('fine')
  const folder = writeProject({
    'gone.cjs': `require('node:fs').rmSync(process.env.OVERSTAY_RUN_DIR, { recursive: true }); ${program}`,
  })
  const ran = await runNode(['gone.cjs'], { cwd: folder })
  expect([ran.code, ran.stdout, ran.stderr, ran.events]).toEqual([0, 'fine', '', []])
  rmSync(folder, { recursive: true, force: true })
})
