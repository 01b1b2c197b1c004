import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createNodeAdapter } from '../../../src/runtimes/node/adapter.js'
import { readListeners } from '../../../src/runtimes/node/attach/process-files.js'
import { checkSignalReadiness } from '../../../src/runtimes/node/attach/verify.js'
import { contextOf, culpritLines, endHangs, FIXTURES, startHang } from './hang.js'

afterEach(endHangs)

const FILE = join(FIXTURES, 'interval-named.cjs')

describe.skipIf(process.platform !== 'linux')('the inspector of a target', () => {
  it('is asked one after the other where all would open the same port, and closed again', async () => {
    const hangs = await Promise.all([1, 2, 3].map(() => startHang(FILE, { nodeOptions: '' })))
    const adapter = createNodeAdapter()
    const answers = await Promise.all(hangs.map((hang) => adapter.ask(hang.target, contextOf())))
    for (const answer of answers) expect(answer.findings[0]?.site?.line).toBe(culpritLines(FILE)[0])
    expect([...readListeners(process.pid).values()]).not.toContain(9229)
  })

  it('answers two questions at once, one after the other', async () => {
    const hang = await startHang(FILE)
    const adapter = createNodeAdapter()
    const answers = await Promise.all([1, 2].map(() => adapter.ask(hang.target, contextOf())))
    for (const answer of answers) expect(answer.findings[0]?.site?.line).toBe(culpritLines(FILE)[0])
  })

  it('is used and left open when it was open before', async () => {
    const hang = await startHang(FILE, { nodeOptions: '--inspect=0' })
    const adapter = createNodeAdapter()
    for (const _ of [1, 2]) {
      const answer = await adapter.ask(hang.target, contextOf())
      expect(answer.findings[0]?.site?.line).toBe(culpritLines(FILE)[0])
    }
  })

  it('is not opened where SIGUSR1 would end the process, or when the pid is somebody else', async () => {
    const hang = await startHang(FILE)
    const { process: sample } = hang.target
    expect(checkSignalReadiness(sample)).toBe('ready')
    expect(checkSignalReadiness({ ...sample, startId: sample.startId + 1 })).toBe('gone')
    const gone = { ...hang.target, process: { ...sample, startId: sample.startId + 1 } }
    const answer = await createNodeAdapter().ask(gone, contextOf())
    expect(answer).toMatchObject({ answered: false, findings: [], warnings: [{ code: 'node-gone' }] })
    expect(await createNodeAdapter().ask(hang.target, contextOf({ mayTouch: false }))).toMatchObject({
      answered: false,
    })
    expect(hang.stderr()).toBe('')
  })

  it('answers within the budget when it is used up', async () => {
    const hang = await startHang(FILE)
    const answer = await createNodeAdapter().ask(hang.target, contextOf({ signal: AbortSignal.abort() }))
    expect(answer.answered).toBe(false)
  })
})
