import { expect } from 'vitest'
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
  testcase: {
    attributes: ['name!', 'time!', 'classname'],
    children: ['failure', 'rerunFailure', 'flakyFailure', 'skipped', 'system-out'],
  },
  failure: { attributes: ['type!', 'message'], children: [] },
  rerunFailure: { attributes: ['type!', 'message'], children: ['stackTrace'] },
  flakyFailure: { attributes: ['type!', 'message'], children: ['stackTrace'] },
  stackTrace: { attributes: [], children: [] },
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

/** Throws (by `expect`) for anything the schemas refuse; gives the suite. */
export function checkJunit(xml: string): XmlElement {
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
