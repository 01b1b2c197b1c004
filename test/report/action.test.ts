import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { renderGithubOutputs } from '../../src/report/github.js'
import { renderMarkdown } from '../../src/report/markdown.js'
import { readReport, readReportText } from './support.js'

const action = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')
/** The scripts of the composite steps: what follows `run: |`, without its indentation. */
const scripts = [...action.matchAll(/^ {6}run: \|\n((?: {8}.*\n|\n)+)/gm)].map((match) =>
  match[1]!.replace(/^ {8}/gm, ''),
)

const folder = mkdtempSync(join(tmpdir(), 'overstay-action-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a step's script where `npx` only notes its arguments, one a line, and prints what the report would give. */
function runStep(script: string, env: Record<string, string>): string[] {
  writeFileSync(join(folder, 'outputs'), renderGithubOutputs(readReport('overstayed-one'), null))
  const fake = '#!/bin/bash\nprintf "%s\\n" "$@" > "$NOTED"\nif [ "$3" = report ]; then cat "$OUTPUTS"; fi\n'
  writeFileSync(join(folder, 'npx'), fake)
  chmodSync(join(folder, 'npx'), 0o755)
  const base = {
    PATH: `${folder}:${process.env['PATH']}`,
    NOTED: join(folder, 'noted'),
    OUTPUTS: join(folder, 'outputs'),
  }
  execFileSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    env: { ...base, ...env },
  })
  return readFileSync(base.NOTED, 'utf8').trimEnd().split('\n')
}

describe('the GitHub action', () => {
  it('runs the version of this package', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(action).toContain(`default: ${version}\n`)
  })

  it('puts no expression into a script', () => {
    expect(scripts).toHaveLength(2)
    for (const script of scripts) expect(script).not.toContain('${{')
  })

  it('hands over the command as one argument and only the options that are set', () => {
    const command = `npm test -- "$HOME" '; exit 9 #'`
    const noted = runStep(scripts[0]!, {
      INPUT_COMMAND: command,
      INPUT_VERSION: '1.2.3',
      INPUT_TEARDOWN_TIMEOUT: '9s',
      INPUT_DEADLINE: '',
      INPUT_ON_HANG: '',
      INPUT_HANG_RESULT: 'warn',
      INPUT_LEAK_RESULT: '',
      INPUT_REPORT_DIR: 'my reports',
    })
    expect(noted).toEqual([
      ...['--yes', 'overstay@1.2.3', 'run', '--headless'],
      ...['--json', 'my reports/overstay.json', '--html', 'my reports/overstay.html'],
      ...['--junit', 'my reports/overstay.xml', '--markdown', 'my reports/overstay.md'],
      ...['--teardown-timeout', '9s', '--hang-result', 'warn'],
      ...['--', 'bash', '-e', '-o', 'pipefail', '-c', command],
    ])
  })

  it('sets outputs and the summary from the reports', () => {
    writeFileSync(join(folder, 'overstay.json'), readReportText('overstayed-one'))
    writeFileSync(join(folder, 'overstay.md'), renderMarkdown(readReport('overstayed-one')))
    const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') }
    runStep(scripts[1]!, { INPUT_VERSION: '1.2.3', INPUT_REPORT_DIR: '.', INPUT_SUMMARY: 'true', ...files })
    expect(readFileSync(files.GITHUB_OUTPUT, 'utf8')).toContain('culprit=src/db/pool.ts:41:3 in keepAlive\n')
    expect(readFileSync(files.GITHUB_OUTPUT, 'utf8')).toMatch(/^report=.*overstay\.html$/m)
    expect(readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')).toContain('## ❌ overstay: OVERSTAYED')
  })
})
