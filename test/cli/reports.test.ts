import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/core/report/model.js'
import { isAlive, OVERSTAY, runNode, runOverstay, waitUntil } from '../support/run-overstay.js'

describe('the JSON report', () => {
  it('goes to stdout behind the command with -', async () => {
    const ran = await runNode([OVERSTAY, '--json', '-', '--', 'echo', 'hello'])
    const [first, ...rest] = ran.stdout.toString().split('\n')
    expect(first).toBe('hello')
    expect((JSON.parse(rest.join('\n')) as Report).outcome).toBe('clean')
  })

  it('that cannot be written costs a line, not the verdict', async () => {
    const ran = await runNode([OVERSTAY, '--json', '/no/such/place/r.json', '--', 'sh', '-c', 'exit 3'])
    expect(ran.code).toBe(3)
    expect(ran.stderr).toMatch(/cannot write \/no\/such\/place\/r\.json/)
  })

  it('leaves no temporary file', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'overstay-atomic-'))
    await runNode([OVERSTAY, '--json', join(directory, 'r.json'), '--', 'true'])
    expect(readdirSync(directory)).toEqual(['r.json'])
  })

  it('masks what looks like a credential', async () => {
    const ran = await runOverstay(['echo', '--password=hunter2'])
    expect(JSON.stringify(ran.report)).not.toContain('hunter2')
    expect(ran.stdout.toString()).toContain('hunter2')
  })

  it('is there within seconds of SIGTERM, whatever the command does', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'overstay-flush-'))
    const file = join(directory, 'r.json')
    const marker = join(directory, 'started')
    const ignorer = `trap '' TERM INT; : > ${marker}; while :; do sleep 1; done`
    let flushedAfterMs = Number.POSITIVE_INFINITY
    const ran = await runNode([OVERSTAY, '--json', file, '--', 'sh', '-c', ignorer], {
      onStarted: (pid) => {
        void (async () => {
          await waitUntil(() => existsSync(marker))
          const sentAtMs = performance.now()
          process.kill(pid, 'SIGTERM')
          await waitUntil(() => existsSync(file))
          flushedAfterMs = performance.now() - sentAtMs
        })()
      },
    })
    expect(flushedAfterMs).toBeLessThan(5_000)
    expect(ran.code).toBe(143)
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    expect(report).toMatchObject({ outcome: 'interrupted', exit: { code: 143 } })
    expect(report.processes.filter((process) => isAlive(process.pid))).toEqual([])
  })
})
