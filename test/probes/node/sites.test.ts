import { describe, expect, it } from 'vitest'
import { MAJORS, nodeOfMajor, runNode } from './support.js'

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
