import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { findFromOs } from '../../src/core/suspects/from-os.js'
import { markCommandExited } from '../../src/core/tree/mark-ended.js'
import type { TreeSample } from '../../src/core/tree/sample.js'
import { EMPTY_TREE } from '../../src/core/tree/tree-state.js'
import { updateTree } from '../../src/core/tree/update-tree.js'
import { createLinuxSource } from '../../src/sampler/linux/linux-source.js'
import type { ProcessSource } from '../../src/sampler/process-source.js'
import { signalExactly } from '../../src/sampler/signal-exactly.js'
import type { Child } from '../../src/supervisor/child/child.js'
import { createLimitCookie } from '../../src/supervisor/child/limit-cookie.js'
import { startPipeChild } from '../../src/supervisor/child/pipe-child.js'
import { startPtyChild } from '../../src/supervisor/child/pty-child.js'
import { delay, waitUntil } from './support/real-run.js'

interface Supervised {
  readonly child: Child
  readonly source: ProcessSource
  exited: boolean
  output: string
}

const supervised: Supervised[] = []
afterEach(async () => {
  for (const { child, source } of supervised.splice(0)) {
    signalExactly(source, (await source.sampleThoroughly()).processes, 'SIGKILL')
    child.close()
    source.close()
  }
})

/** The command as overstay starts it, followed as overstay follows it. */
async function start(startChild: typeof startPtyChild, script: string): Promise<Supervised> {
  const runId = randomBytes(12).toString('hex')
  const limitCookie = createLimitCookie()
  const env = { PATH: process.env['PATH'] ?? '', OVERSTAY_RUN_ID: runId }
  const run = { exited: false, output: '' } as { -readonly [K in keyof Supervised]: Supervised[K] }
  const child = await startChild(
    { command: ['sh', '-c', script], cwd: process.cwd(), env, columns: 80, rows: 24, limitCookie: limitCookie ?? '' },
    {
      onOutput: (_, bytes) => {
        run.output += Buffer.from(bytes).toString()
      },
      onExit: () => {
        run.exited = true
      },
      onOutputClosed: () => undefined,
      onError: () => undefined,
    },
  )
  const source = createLinuxSource()
  const { keeperPid, outputIds } = child
  const identity = { rootPid: child.pid, keeperPid, runId, limitCookie, outputIds, ownPids: [] }
  source.begin(identity, () => performance.now())
  Object.assign(run, { child, source })
  supervised.push(run)
  return run
}

async function sampleUntil(run: Supervised, isWanted: (sample: TreeSample) => boolean): Promise<TreeSample> {
  for (let round = 0; ; round += 1) {
    const sample = await run.source.sampleThoroughly()
    if (isWanted(sample)) return sample
    if (round > 200) throw new Error(`never seen: ${JSON.stringify(sample)}`)
    await delay(20)
  }
}

const isSettled = (sample: TreeSample) =>
  sample.processes.length > 0 && sample.processes.every((process) => /^(cat|sleep)$/.test(process.name))

describe.runIf(process.platform === 'linux')('following the command as it is really started', () => {
  it('sees the command on its terminal, not the keeper', async () => {
    const run = await start(startPtyChild, 'exec cat')
    const sample = await sampleUntil(run, isSettled)
    expect(sample.processes.map((process) => process.pid)).toEqual([run.child.pid])
    const marks = [...(sample.processes[0]?.marks ?? [])].sort()
    expect(marks).toEqual(['command', 'cookie', 'limit', 'output', 'session', 'terminal'])
    const tree = updateTree(EMPTY_TREE, sample).tree
    const [finding] = findFromOs(tree, await run.source.detail(sample.processes))
    expect(finding).toMatchObject({ kind: 'stdin', summary: 'cat waits for input from the terminal' })
  })

  const ways = [
    ['a terminal', startPtyChild],
    ['pipes', startPipeChild],
  ] as const
  it.each(ways)('names what holds the output over %s after the command has exited', async (_, startChild) => {
    const run = await start(startChild, 'env -i sh -c "(setsid sleep 60 &)"; exit 3')
    await waitUntil(() => run.exited, 'the command exits')
    const sample = await sampleUntil(run, isSettled)
    expect(sample.processes).toHaveLength(1)
    expect(sample.processes[0]?.marks).toEqual(expect.arrayContaining(['limit', 'output']))
    const tree = markCommandExited(updateTree(EMPTY_TREE, sample).tree, sample.atMs)
    const findings = findFromOs(tree, await run.source.detail(sample.processes))
    expect(findings).toMatchObject([{ kind: 'inherited-output', confidence: 'certain' }])
    expect(signalExactly(run.source, sample.processes, 'SIGTERM').sent).toHaveLength(1)
    await sampleUntil(run, (seen) => seen.processes.length === 0)
  })
})
