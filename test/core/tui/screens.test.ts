import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildReport } from '../../../src/core/report/build.js'
import type { Report } from '../../../src/core/report/model.js'
import { NO_HISTORY } from '../../../src/core/tree/history.js'
import { createUi, type Ui } from '../../../src/tui/contexts/ui.js'
import { askHowToQuit, askWhichSignal } from '../../../src/tui/controllers/dialogs.js'
import { chooseGlyphs } from '../../../src/tui/glyphs.js'
import type { Snapshot } from '../../../src/tui/snapshot.js'
import { createStyle } from '../../../src/tui/style.js'
import type { OutputScreen } from '../../../src/tui/views/output.js'
import { drawScreen } from '../../../src/tui/views/screen.js'
import { findingOf, finish, output, simulate } from '../run/simulation.js'

/** Views are functions of a snapshot: whole screens as text, without a terminal. */

const SAID = ['$ npm test', ' ✓ test/a.test.ts (3 tests) 12ms', '      Tests  3 passed (3)', '   Duration  1.00s']

const outputScreen: OutputScreen = {
  lineCount: SAID.length,
  cursor: { line: SAID.length, column: 0, isVisible: true },
  drawLine: (line, grid, x, y, width) => void grid.put(x, y, SAID[line] ?? '', 0x3ffff, x + width),
  find: () => [],
}

const SOURCE = [
  'export function start() {',
  '  const sweep = () => store.clear()',
  '  return setInterval(sweep, 5_000)',
  '}',
]

function liveSnapshot(): Snapshot {
  const findings = [
    findingOf('a', 10, {
      site: { file: '/app/src/sweeper.js', line: 3, column: 10, function: 'start' },
      evidence: ['the runtime lists it as active'],
      resource: { type: 'Timeout', ref: true, ageMs: 4_200, willEndInMs: null, details: { repeatMs: 5_000 } },
    }),
    findingOf('b', 20, { kind: 'child-process', summary: 'a child that listens', confidence: 'likely', site: null }),
  ]
  const { state } = simulate({
    policy: { onHang: 'ask' },
    findings,
    processes: [
      { pid: 10, ppid: 1 },
      { pid: 20, ppid: 10 },
      { pid: 21, ppid: 20 },
      { pid: 30, ppid: 10, endsAtMs: 900 },
    ],
    script: [output(10), finish(1_000)],
    untilMs: 9_000,
  })
  return { report: reportOf(state), live: { state, history: NO_HISTORY, nowMs: 9_000 } }
}

function reportOf(state: Parameters<typeof buildReport>[0]): Report {
  const host = { platform: 'linux', release: '6.1', arch: 'x64', cpus: 2, node: 'v20', ci: null, container: null }
  return buildReport(state, {
    toolVersion: '0.0.0',
    runId: 'run',
    iteration: null,
    command: ['npx', 'vitest', 'run'],
    cwd: '/app',
    startedAt: '2025-01-01T00:00:00.000Z',
    host,
    profile: null,
  })
}

function draw(
  snapshot: Snapshot,
  [width, height]: readonly [number, number],
  change: (ui: Ui) => void = () => {},
): string {
  const ui = createUi()
  change(ui)
  const grid = drawScreen({
    width,
    height,
    ui,
    snapshot,
    output: outputScreen,
    style: createStyle(true),
    glyphs: chooseGlyphs(false),
    ascii: false,
    readSource: (file) => (file.endsWith('sweeper.js') ? SOURCE : null),
    clockMs: 0,
  })
  const lines = Array.from({ length: height }, (_, row) => grid.lineText(row).trimEnd())
  return `${lines.join('\n')}\n`
}

const SIZES = [
  [80, 24],
  [120, 40],
] as const

describe.each(SIZES)('at %i x %i', (...size) => {
  const file = (name: string) => `./__screens__/${name}-${size.join('x')}.txt`

  it('an overstaying run', async () => {
    await expect(draw(liveSnapshot(), size)).toMatchFileSnapshot(file('asking'))
  })

  it('a close look', async () => {
    const look = draw(liveSnapshot(), size, (ui) => {
      ui.focus = 'detail'
    })
    await expect(look).toMatchFileSnapshot(file('close-look'))
  })

  it('the dialogs', async () => {
    const snapshot = liveSnapshot()
    const { state } = snapshot.live!
    const key = [...state.tree.living.values()].find((member) => member.pid === 10)!
    const screens = [askHowToQuit(state), askWhichSignal(state, key)].map((dialog) =>
      draw(snapshot, size, (ui) => {
        ui.dialog = dialog
      }),
    )
    await expect(screens.join('\n')).toMatchFileSnapshot(file('dialogs'))
  })

  it('the help page', async () => {
    const help = draw(liveSnapshot(), size, (ui) => {
      ui.help.isOpen = true
    })
    await expect(help).toMatchFileSnapshot(file('help'))
  })

  it('a saved report, of which nothing lives', async () => {
    const report = JSON.parse(readFileSync('test/fixtures/reports/overstayed-one.json', 'utf8')) as Report
    await expect(draw({ report, live: null }, size)).toMatchFileSnapshot(file('saved-report'))
  })
})

it('every saved report can be drawn, at every size, in every pane', () => {
  for (const name of ['clean', 'deadline', 'failed-to-start', 'interrupted', 'leaked', 'overstayed-failed']) {
    const report = JSON.parse(readFileSync(`test/fixtures/reports/${name}.json`, 'utf8')) as Report
    for (const focus of ['output', 'suspects', 'processes', 'detail'] as const) {
      for (const size of [...SIZES, [40, 10], [200, 60], [20, 3]] as const) {
        const screen = draw({ report, live: null }, size, (ui) => {
          ui.focus = focus
          ui.detailOf = 'processes'
        })
        expect(screen.split('\n')).toHaveLength(size[1] + 1)
        // Nothing of a child reaches the terminal as control text.
        expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
      }
    }
  }
})
