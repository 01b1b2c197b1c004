import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES, MAJORS, nodeOfMajor, runNode, writeProject } from './support.js'

describe.each(MAJORS)('in Node %i', (major) => {
  const node = nodeOfMajor(major)
  const test = node === null ? it.skip : it

  test('names the line that made each thing, in CommonJS', async () => {
    const ran = await runNode(['sites.cjs'], { node: node! })
    expect(JSON.parse(ran.stdout)).toMatchObject({
      interval: 'setInterval sites.cjs:6',
      timeout: 'setTimeout sites.cjs:7',
      short: null,
      server: 'Server.listen sites.cjs:10',
      watcher: 'fs.watch sites.cjs:11',
      child: 'child_process.spawn sites.cjs:12',
      shell: 'child_process.spawn sites.cjs:13',
      udp: 'dgram.createSocket sites.cjs:15',
      socket: 'Socket.connect sites.cjs:29',
      request: 'Socket.connect sites.cjs:31',
      ...(major >= 20 ? { worker: 'new Worker sites.cjs:14' } : {}),
    })
  })

  test('and in ES modules, through named imports and after an await', async () => {
    const ran = await runNode(['sites.mjs'], { node: node! })
    expect(JSON.parse(ran.stdout)).toEqual({
      interval: 'setInterval sites.mjs:10',
      server: 'Server.listen sites.mjs:11',
      watcher: 'fs.watch sites.mjs:12',
      child: 'child_process.spawn sites.mjs:13',
      wait: 'timers/promises.setTimeout sites.mjs:15',
      afterAwait: 'setInterval sites.mjs:21',
    })
  })
})

describe('what a dependency makes some ticks later', () => {
  it('has no user line by itself, and leads back to it under the deep look', async () => {
    const plain = await runNode(['deferred.cjs'])
    expect(JSON.parse(plain.stdout)).toEqual({ socket: 'Socket.connect undefined:undefined', timer: null })
    const deep = await runNode(['deferred.cjs'], { env: { OVERSTAY_DEEP: '1' } })
    expect(JSON.parse(deep.stdout)).toEqual({
      socket: 'Socket.connect deferred.cjs:10',
      timer: 'setTimeout deferred.cjs:14',
    })
  })

  it('a socket of fetch has the line of the call', async () => {
    const folder = writeProject({
      'fetch.mjs': `import http from 'node:http'
const server = http.createServer((_request, response) => response.write('x')).listen(0, '127.0.0.1', async () => {
  await fetch('http://127.0.0.1:' + server.address().port + '/path')
  const message = { v: 1, type: 'ask', answer: null }
  ;(await import('node:diagnostics_channel')).default.channel('overstay:preload:v1').publish(message)
  const sockets = message.answer.records().filter((record) => record.api === 'Socket.connect')
  process.stdout.write(sockets.map((record) => record.frames[0].line).join())
  process.exit(0)
})`,
    })
    const ran = await runNode(['fetch.mjs'], { cwd: folder })
    expect(ran.stdout).toBe('3')
  })
})

describe('stdin', () => {
  it.each([
    ['readline', `require('node:readline').createInterface({ input: process.stdin })`],
    ['a data listener', `process.stdin.on('data', () => {})`],
    ['an iterator', `;(async () => { for await (const _ of process.stdin) {} })()`],
  ])('%s has the line that began to read', async (_name, code) => {
    const folder = writeProject({
      'stdin.cjs': `const { where } = require(${JSON.stringify(join(FIXTURES, 'ask.cjs'))})
${code}
setTimeout(() => { process.stdout.write(String(where(process.stdin))); process.exit(0) }, 20)`,
    })
    const ran = await runNode(['stdin.cjs'], { cwd: folder })
    expect(ran.stdout).toBe('process.stdin stdin.cjs:2')
  })
})

describe('bounds', () => {
  it('a flood of timers stays within its memory and still notes what comes later', async () => {
    const folder = writeProject({
      'flood.cjs': `const { ask } = require(${JSON.stringify(join(FIXTURES, 'ask.cjs'))})
const kept = []
for (let i = 0; i < 300_000; i++) kept.push(setTimeout(() => {}, 100_000))
const records = ask().records().length
for (const timer of kept) clearTimeout(timer)
setTimeout(() => {
  const late = setInterval(() => {}, 1000)
  const again = setTimeout(() => {}, 1000)
  process.stdout.write(JSON.stringify([records, ask().siteOf(late) !== null, ask().siteOf(again) !== null]))
  process.exit(0)
}, 1100)`,
    })
    const ran = await runNode(['flood.cjs'], { cwd: folder })
    const [records, late, again] = JSON.parse(ran.stdout)
    expect(records).toBeGreaterThan(500)
    expect(records).toBeLessThanOrEqual(5_000)
    expect([late, again]).toEqual([true, true])
  })

  it('does not keep alive what its owner lets go', async () => {
    const folder = writeProject({
      'gone.cjs': `let collected = 0
const registry = new FinalizationRegistry(() => { collected++ })
class Owner { constructor() { this.timer = setTimeout(() => {}, 100_000); registry.register(this, 0) } stop() { clearTimeout(this.timer) } }
for (let i = 0; i < 100; i++) new Owner().stop()
setTimeout(() => { gc(); setTimeout(() => process.stdout.write(String(collected)), 50) }, 50)`,
    })
    const ran = await runNode(['--expose-gc', 'gone.cjs'], { cwd: folder })
    expect(Number(ran.stdout)).toBeGreaterThanOrEqual(99)
  })
})
