import { describe, expect, it } from 'vitest'
import { renderJunit } from '../../../src/report/junit.js'
import { makeHostileReport, REPORT_NAMES, readReport } from '../support.js'
import { checkJunit as check } from './junit-rules.js'

describe('renderJunit', () => {
  it.each(REPORT_NAMES)('writes what Surefire and Jenkins read: %s', (name) => {
    expect(check(renderJunit(readReport(name))).attributes['name']).toBe('overstay')
  })

  it('fails the case that went wrong, with the diagnosis in it', () => {
    const suite = check(renderJunit(readReport('overstayed-one')))
    const failed = suite.children.filter((one) => one.children[0]?.name === 'failure')
    expect(failed.map((one) => one.attributes['name'])).toEqual([
      'the command exits after its tests',
      'test/pool.test.ts leaves nothing behind',
    ])
    expect(failed[0]?.children[0]?.text).toContain('src/db/pool.ts:41:3')
  })

  it('keeps the names of the cases whatever the outcome', () => {
    const names = REPORT_NAMES.map((name) =>
      check(renderJunit(readReport(name)))
        .children.filter((one) => one.name === 'testcase')
        .slice(0, 3)
        .map((one) => one.attributes['name']),
    )
    expect(new Set(names.map(String)).size).toBe(1)
  })

  it('fails nothing where overstay itself exits 0', () => {
    expect(check(renderJunit(readReport('leaked'))).attributes['failures']).toBe('0')
  })

  it('holds hostile text as text', () => {
    const suite = check(renderJunit(makeHostileReport()))
    expect(JSON.stringify(suite)).toContain('<script>alert(1)</script>]]>')
  })
})
