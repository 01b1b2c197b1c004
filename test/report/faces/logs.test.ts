import { describe, expect, it } from 'vitest'
import { dressForCi } from '../../../src/report/ci.js'
import { relateToWorkspace, renderGithubAnnotation, renderGithubOutputs } from '../../../src/report/github.js'
import { renderAnnouncement } from '../../../src/report/text/announce.js'
import { renderText } from '../../../src/report/text/render.js'
import { HOSTILE, makeHostileReport, REPORT_NAMES, readReport } from '../support.js'

interface Command {
  readonly name: string
  readonly properties: Record<string, string>
  readonly data: string
}

/** How GitHub's runner finds commands in a line: `::name key=value::data` at its start, `##[name]` anywhere. */
function findCommand(line: string): Command | null {
  const trimmed = line.trimStart()
  const end = trimmed.startsWith('::') ? trimmed.indexOf('::', 2) : -1
  if (end !== -1) {
    const [name = '', ...rest] = trimmed.slice(2, end).split(' ')
    const pairs = rest
      .join(' ')
      .split(',')
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), unescapeCommand(pair.slice(pair.indexOf('=') + 1))])
    return {
      name,
      properties: Object.fromEntries(pairs) as Record<string, string>,
      data: unescapeCommand(trimmed.slice(end + 2)),
    }
  }
  const old = line.indexOf('##[')
  return old === -1 ? null : { name: line.slice(old + 3, line.indexOf(']', old)), properties: {}, data: '' }
}

function unescapeCommand(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
}

function findCommands(log: string): Command[] {
  return log
    .split(/\r\n|\r|\n/)
    .map(findCommand)
    .filter((command) => command !== null)
}

const OPTIONS = { workspace: '/home/dev' }
const TEXT = { width: 80, colour: false, verbosity: 'verbose', ascii: false } as const

describe('GitHub', () => {
  it('points one error at the line, from the root of the workspace', () => {
    const [command, ...rest] = findCommands(renderGithubAnnotation(readReport('overstayed-one'), OPTIONS))
    expect(rest).toEqual([])
    expect(command).toMatchObject({
      name: 'error',
      properties: { file: 'shop/src/db/pool.ts', line: '41', col: '3', title: 'overstay: OVERSTAYED' },
    })
    expect(command?.data).toContain('fix: clearInterval()')
  })

  it('warns where the step stays green, and says nothing of a clean run', () => {
    expect(findCommands(renderGithubAnnotation(readReport('leaked'), OPTIONS))[0]?.name).toBe('warning')
    expect(renderGithubAnnotation(readReport('clean'), OPTIONS)).toBe('')
  })

  it('lets no text from outside become a command, wherever it is shown', () => {
    for (const width of [20, 33, 47, 80, 120]) {
      const report = makeHostileReport()
      const facts = { report, waitedMs: 1, signal: null, onHang: 'end' } as const
      const said = ['notice', 'overstayed', 'leaked', 'watchMode'] as const
      const log =
        said.map((kind) => renderAnnouncement(kind, facts, { ...TEXT, width })).join('') +
        renderText(report, { ...TEXT, width }) +
        renderGithubAnnotation(report, { workspace: null })
      expect(findCommands(log).map((command) => command.name)).toEqual(['error'])
    }
  })

  it('keeps what is before the text apart from it', () => {
    const file = { ...readReport('overstayed-one'), cwd: '/w' }
    const site = { file: `a,line=9::b${HOSTILE}`, line: 1, column: null, function: null }
    const report = { ...file, suspects: file.suspects.map((suspect) => ({ ...suspect, site })) }
    const [command, ...rest] = findCommands(renderGithubAnnotation(report, { workspace: '/w/' }))
    expect(rest).toEqual([])
    expect(command?.properties).toMatchObject({ line: '1' })
    expect(command?.properties['file']).toContain('a,line=9::b')
  })

  it.each([
    ['src/a.ts', '/w/app', '/w', 'app/src/a.ts'],
    ['../lib/a.ts', '/w/app', '/w', 'lib/a.ts'],
    ['/w/app/a.ts', '/elsewhere', '/w/', 'app/a.ts'],
    ['/etc/passwd', '/w/app', '/w', null],
    ['../../x', '/w/app', '/w', null],
    ['src\\a.ts', 'D:\\w\\app', 'D:\\w', 'app/src/a.ts'],
  ])('relates %s in %s to %s', (file, cwd, workspace, related) => {
    expect(relateToWorkspace(file, cwd, workspace)).toBe(related)
  })

  it('writes outputs of one line each', () => {
    const lines = renderGithubOutputs(makeHostileReport(), 'out/report.html').split('\n')
    expect(lines.map((line) => line.split('=')[0])).toEqual([
      'outcome',
      'verdict',
      'exit-code',
      'culprit',
      'report',
      '',
    ])
  })
})

describe('dressForCi', () => {
  const dress = (name: string, ci: string | null) => {
    const report = readReport(name)
    const dressed = { ...report, host: { ...report.host, ci } }
    return dressForCi(dressed, renderText(dressed, { ...TEXT, verbosity: 'normal' }), OPTIONS)
  }

  it('puts a section around it on GitLab', () => {
    const text = dress('overstayed-one', 'gitlab')
    const match =
      /^\u001b\[0Ksection_start:(\d+):(\w+)\r\u001b\[0K(.*)\n([\s\S]*)\u001b\[0Ksection_end:(\d+):\2\r\u001b\[0K\n$/.exec(
        text,
      )
    expect(match?.[3]).toBe('overstay: OVERSTAYED')
    expect(Number(match?.[1])).toBe(Math.floor(Date.parse('2026-11-22T03:04:05Z') / 1000))
    expect(Number(match?.[5])).toBeGreaterThan(Number(match?.[1]))
  })

  it('opens a fold on Buildkite, adds the annotation on GitHub, leaves others alone', () => {
    expect(dress('leaked', 'buildkite')).toMatch(/^\+\+\+ overstay: LEAKED\noverstay: LEAKED/)
    expect(findCommands(dress('leaked', 'github'))).toHaveLength(1)
    expect(dress('leaked', null)).toBe(dress('leaked', 'some other'))
  })

  it.each(['github', 'gitlab', 'buildkite', null])('says nothing of a clean run on %s', (ci) => {
    expect(dress('clean', ci)).toBe('')
  })
})

it('has a report for every outcome', () => {
  const outcomes = new Set(REPORT_NAMES.map((name) => readReport(name).outcome))
  expect(outcomes.size).toBe(8)
})
