import { describe, expect, it } from 'vitest'
import { renderJunit } from '../../../src/report/junit.js'
import { makeHostileReport, REPORT_NAMES, readReport } from '../support.js'
import { parseXml, type XmlElement } from './xml.js'

/** What both Surefire's schema and the stricter one of Jenkins's xUnit plugin allow: attributes, required ones with `!`. */
const RULES: Record<string, { attributes: string[]; children: string[] }> = {
  testsuites: { attributes: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
  testsuite: {
    attributes: ['name!', 'tests!', 'failures!', 'errors!', 'skipped!', 'time', 'timestamp', 'hostname'],
    children: ['properties', 'testcase'],
  },
  properties: { attributes: [], children: ['property'] },
  property: { attributes: ['name!', 'value!'], children: [] },
  testcase: { attributes: ['name!', 'time!', 'classname'], children: ['failure', 'skipped', 'system-out'] },
  failure: { attributes: ['type!', 'message'], children: [] },
  skipped: { attributes: ['message'], children: [] },
  'system-out': { attributes: [], children: [] },
}

function checkElement(element: XmlElement): void {
  const rule = RULES[element.name]!
  expect(rule, element.name).toBeDefined()
  const allowed = rule.attributes.map((name) => name.replace('!', ''))
  expect(allowed).toEqual(expect.arrayContaining(Object.keys(element.attributes)))
  const required = rule.attributes.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1))
  expect(Object.keys(element.attributes)).toEqual(expect.arrayContaining(required))
  const orders = element.children.map((child) => rule.children.indexOf(child.name))
  expect(orders).toEqual(orders.toSorted((a, b) => a - b))
  expect(orders).not.toContain(-1)
  if ('time' in element.attributes) expect(element.attributes['time']).toMatch(/^\d+\.\d{3}$/)
  element.children.forEach(checkElement)
}

function check(xml: string): XmlElement {
  const root = parseXml(xml)
  checkElement(root)
  const suite = root.children[0]!
  const cases = suite.children.filter((child) => child.name === 'testcase')
  const count = (name: string) => cases.filter((one) => one.children.some((child) => child.name === name)).length
  expect(suite.attributes).toMatchObject({
    tests: String(cases.length),
    failures: String(count('failure')),
    skipped: String(count('skipped')),
  })
  // GitLab counts only the first of several cases with one name.
  const names = cases.map((one) => `${one.attributes['classname']} ${one.attributes['name']}`)
  expect(new Set(names).size).toBe(names.length)
  return suite
}

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
