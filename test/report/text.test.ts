import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../src/core/limits.js'
import { displayWidth } from '../../src/core/words/width.js'
import { pickExcerptFiles } from '../../src/report/text/excerpt.js'
import { renderText } from '../../src/report/text/render.js'
import type { TextOptions } from '../../src/report/text/style.js'
import { makeHostileReport, REPORT_NAMES, readReport } from './support.js'

const POOL = ['', 'function keepAlive(pool: Pool) {', '  setInterval(() => pool.ping(), 30_000)', '}']
const SOURCES = new Map([['src/db/pool.ts', [...Array.from({ length: 38 }, () => ''), ...POOL]]])

function render(name: string, options: Partial<TextOptions> = {}): string {
  return renderText(readReport(name), { width: 80, colour: false, verbosity: 'normal', ascii: false, ...options })
}

describe('renderText', () => {
  it('says nothing of a clean run, one line when verbose', () => {
    expect(render('clean')).toBe('')
    expect(render('clean', { verbosity: 'verbose' })).toMatchInlineSnapshot(`
      "overstay: clean: 42 passed, 1 skipped (vitest) in 3.1 s; exited by itself 181 m…
      "
    `)
  })

  it('tells an overstay in ten lines', () => {
    expect(render('overstayed-one', { sources: SOURCES })).toMatchInlineSnapshot(`
      "overstay: OVERSTAYED: tests passed, but the command did not exit (exit 121)
        tests    42 passed, 1 skipped (vitest) in 3.1 s; released by overstay 5.4 s
                 later
        held by  src/db/pool.ts:41:3 in keepAlive [proved]
                 interval of 30 s, pid 4242 node
          40 │ function keepAlive(pool: Pool) {
        ❯ 41 │   setInterval(() => pool.ping(), 30_000)
          42 │ }
        fix      clearInterval() it in afterAll, or .unref() it where it is made
        why      released exactly this, and the process exited by itself; the only
                 active and referenced handle of the event loop
        in test  test/pool.test.ts
        again    overstay -- npx vitest run
        ended    released the holder in 4242 at 8.4 s
      "
    `)
  })

  it('draws the tree and names the others', () => {
    expect(render('overstayed-two', { width: 100 })).toMatchInlineSnapshot(`
      "overstay: OVERSTAYED: tests passed, but the command did not exit (exit 121)
        tests    42 passed, 1 skipped (vitest) in 3.1 s; ended by overstay 12.9 s later
        held by  test/global-setup.ts:17:18 in setup [certain]
                 child mock-server.mjs (pid 4251) still runs, pid 4242 node vitest, descendant
        fix      kill the child in globalTeardown and wait for its exit
        why      libuv lists the process handle as active and referenced; pid 4251 is alive
        again    overstay -- npm test -- --run
        also     test/helpers/mock-server.mjs:9:8  HTTP server listening on 127.0.0.1:43117, pid 4251 nod…
        tree     4240 npm, ended by overstay at 16 s, 410 ms CPU, 61 MB
                 └─ 4241 sh -c vitest --run, ended by overstay at 16 s, 2 ms CPU, 2 MB
                    └─ 4242 node vitest, ended by overstay at 16 s, 2.9 s CPU, 148 MB
                       └─ 4251 node mock-server.mjs, ended by overstay at 15.9 s, 180 ms CPU, 52 MB
        ended    released the holder in 4242 at 8.8 s · SIGTERM to 4240, 4241, 4242, 4251 at 10.9 s ·
                 SIGKILL to 4251 at 15.9 s
        note     the child process could not be let go of: the parent waits for its exit status
      "
    `)
  })

  it.each(['leaked', 'stalled', 'deadline', 'interrupted', 'failed-to-start', 'slow-exit', 'overstayed-failed'])(
    'tells %s',
    (name) => expect(render(name)).toMatchSnapshot(),
  )

  it('is two lines when quiet', () => {
    expect(render('overstayed-one', { verbosity: 'quiet' })).toMatchInlineSnapshot(`
      "overstay: OVERSTAYED: tests passed, but the command did not exit (exit 121)
        held by src/db/pool.ts:41:3  interval of 30 s, pid 4242 node [proved]
      "
    `)
  })

  it.each(REPORT_NAMES)('keeps %s within the width and the screen', (name) => {
    for (const width of [40, 60, 80, 200]) {
      for (const verbosity of ['quiet', 'normal', 'verbose'] as const) {
        const lines = render(name, { width, verbosity, sources: SOURCES }).split('\n')
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
        if (verbosity !== 'verbose') expect(lines.length - 1).toBeLessThanOrEqual(LIMITS.summaryLinesMax)
      }
    }
  })

  it.each(['overstayed-one', 'overstayed-two', 'leaked', 'stalled', 'deadline'])(
    'names file, line and fix of %s within ten lines, also on a narrow terminal',
    (name) => {
      const suspect = readReport(name).suspects[0]
      for (const width of [48, 80]) {
        const top = render(name, { width, sources: SOURCES }).split('\n').slice(0, 10).join('\n')
        expect(top).toContain(`:${suspect?.site?.line}`)
        expect(top).toContain('fix')
      }
    },
  )

  it('paints only when asked to', () => {
    expect(render('leaked')).not.toContain('\u001b')
    expect(render('leaked', { colour: true })).toContain('\u001b[')
  })

  it('draws with ASCII only when asked to', () => {
    expect(render('overstayed-two', { ascii: true, sources: SOURCES })).toMatch(/^[\x20-\x7e\n]*$/)
  })

  it('shows no excerpt of a file that has become shorter', () => {
    expect(render('overstayed-one', { sources: new Map([['src/db/pool.ts', ['one line']]]) })).not.toContain('│')
  })

  it.each([
    ['src/a.ts', true],
    ['a.ts', true],
    ['../a.ts', false],
    ['/etc/passwd', false],
    ['C:\\secret.txt', false],
    ['file:///etc/passwd', false],
    ['src/../../a.ts', false],
    ['.env', false],
    ['src/.git/config', false],
    ['node_modules/a/index.js', false],
  ])('reads %s for an excerpt: %s', (file, read) => {
    const report = readReport('overstayed-one')
    const suspects = [{ ...report.suspects[0]!, site: { file, line: 1, column: null, function: null } }]
    expect(pickExcerptFiles({ ...report, suspects })).toEqual(read ? [file] : [])
  })

  it('makes everything from outside harmless', () => {
    for (const verbosity of ['quiet', 'normal', 'verbose'] as const) {
      for (const width of [20, 41, 80, 500]) {
        const text = renderText(makeHostileReport(), { width, colour: false, verbosity, ascii: false })
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066]|\p{Surrogate}/u)
        expect(text).not.toMatch(/^\s*::/m)
        expect(text).not.toContain('##[')
      }
    }
  })

  it('is quick and short for huge text', () => {
    const text = renderText(makeHostileReport('x'.repeat(1_000_000)), {
      width: 80,
      colour: false,
      verbosity: 'verbose',
      ascii: false,
    })
    expect(text.length).toBeLessThan(40_000)
  })
})
