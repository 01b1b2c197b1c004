import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../../src/core/limits.js'
import { buildProfile } from '../../../src/core/profile/build.js'
import type { ProfileInput, SnapshotLine } from '../../../src/core/profile/line.js'

const site = (pid: number, id: number, line: number, kind = 'interval'): ProfileInput => ({
  type: 'site',
  pid,
  thread: 0,
  t: 1_000,
  site: id,
  kind,
  api: 'setInterval',
  stack: [{ file: '/app/clock.ts', line, column: 1, function: 'tick' }],
  testFile: null,
})

const snapshot = (
  pid: number,
  t: number,
  alive: Record<string, number>,
  rest: Partial<SnapshotLine> = {},
): ProfileInput => ({
  type: 'snapshot',
  pid,
  thread: 0,
  t,
  reason: 'tick',
  testFile: null,
  created: alive,
  alive,
  holding: alive,
  ...rest,
})

const tally = (
  pid: number,
  t: number,
  ...rows: [number, number, number, number, number, number, number][]
): ProfileInput => ({
  type: 'tally',
  pid,
  thread: 0,
  t,
  rows,
})

describe('buildProfile', () => {
  it('counts one place over several processes and ranks what still holds first', () => {
    const profile = buildProfile(
      [
        site(1, 1, 8),
        site(1, 2, 20, 'timer'),
        tally(1, 1_100, [1, 1, 0, 1, 1, 0, 0], [2, 50, 50, 0, 0, 5_000, 300]),
        snapshot(1, 1_100, { interval: 1 }, { reason: 'exit' }),
        site(2, 7, 8),
        tally(2, 1_200, [7, 2, 1, 1, 1, 40, 40]),
        snapshot(2, 1_200, { interval: 1 }),
      ],
      1_000,
    )
    expect(profile.sites).toMatchObject([
      { kind: 'interval', created: 3, aliveAtEnd: 2, holdingAtEnd: 2, lifeMeanMs: 40, stack: [{ line: 8 }] },
      { kind: 'timer', created: 50, aliveAtEnd: 0, lifeMeanMs: 100, lifeMaxMs: 300 },
    ])
    expect(profile.processes).toMatchObject([
      { pid: 1, ended: true, points: [{ atMs: 100, alive: { interval: 1 } }] },
      { pid: 2, ended: false, aliveAtEnd: { interval: 1 } },
    ])
  })

  it('says what each test file left over, and what grows from file to file', () => {
    const file = (name: string, t: number, count: number) => [
      tally(1, t, [1, count, 0, count, count, 0, 0]),
      snapshot(1, t, { interval: count }, { reason: 'fileEnded', testFile: name }),
    ]
    const profile = buildProfile(
      [site(1, 1, 8), ...file('a.test.ts', 1_100, 1), ...file('b.test.ts', 1_200, 1), ...file('c.test.ts', 1_300, 3)],
      1_000,
    )
    expect(profile.files.map(({ file: name, atMs, leftOver }) => [name, atMs, leftOver])).toEqual([
      ['a.test.ts', 100, [0]],
      ['b.test.ts', 200, []],
      ['c.test.ts', 300, [0]],
    ])
    expect(profile.sites[0]).toMatchObject({ growth: 2, leftOverBy: ['a.test.ts', 'b.test.ts', 'c.test.ts'] })
  })

  it('pairs the start and the end of a long life; without an end it never ended', () => {
    const span = (serial: number, endedAt: number | null): ProfileInput => ({
      type: 'span',
      pid: 1,
      thread: 0,
      t: 1_500,
      site: 1,
      serial,
      startedAt: 1_100,
      endedAt,
    })
    const profile = buildProfile([site(1, 1, 8), span(1, null), span(2, null), span(1, 3_000)], 1_000)
    expect(profile.spans).toEqual([
      { pid: 1, thread: 0, site: 0, startMs: 100, endMs: 2_000 },
      { pid: 1, thread: 0, site: 0, startMs: 100, endMs: null },
    ])
  })

  it('stays within its bounds, says what it dropped, and takes lines that make no sense', () => {
    const many = Array.from({ length: LIMITS.profileSitesMax + 5 }, (_, index) => site(1, index + 1, index + 1))
    const points = Array.from({ length: LIMITS.profilePointsMax * 3 }, (_, index) => snapshot(1, 1_000 + index, {}))
    const profile = buildProfile([...many, ...points, tally(1, 9_000, [99_999, 1, 1, 1, 1, 1, 1])], 1_000)
    expect(profile.sites).toHaveLength(LIMITS.profileSitesMax)
    expect(profile.dropped).toEqual({ processes: 0, sites: 5, files: 0, spans: 0 })
    expect(profile.processes[0]!.points).toHaveLength(LIMITS.profilePointsMax)
    expect(profile.processes[0]!.points.at(-1)!.atMs).toBe(points.length - 1)
  })
})
