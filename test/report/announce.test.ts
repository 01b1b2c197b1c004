import { expect, it } from 'vitest'
import { type AnnouncementFacts, renderAnnouncement } from '../../src/report/text/announce.js'
import type { TextOptions } from '../../src/report/text/style.js'
import { makeHostileReport, readReport } from './support.js'

const OPTIONS: TextOptions = { width: 100, colour: false, verbosity: 'normal', ascii: false }

function facts(name: string, more: Partial<AnnouncementFacts> = {}): AnnouncementFacts {
  return { report: readReport(name), waitedMs: 5000, signal: null, onHang: 'end', ...more }
}

it('says what a second Ctrl-C will do, even when quiet', () => {
  const text = 'overstay: passed Ctrl-C on to the command; press it again to end everything\n'
  expect(renderAnnouncement('interruptForwarded', facts('clean', { signal: 'SIGINT' }), OPTIONS)).toBe(text)
  expect(renderAnnouncement('interruptForwarded', facts('clean'), { ...OPTIONS, verbosity: 'quiet' })).toBe(text)
  expect(renderAnnouncement('interruptForwarded', facts('clean', { signal: 'SIGTERM' }), OPTIONS)).toContain('SIGTERM')
})

it('announces each kind in a few prefixed lines', () => {
  const kinds = ['notice', 'overstayed', 'leaked', 'stalled', 'deadline', 'watchMode', 'waiting'] as const
  const said = kinds.map((kind) => renderAnnouncement(kind, facts('overstayed-two'), OPTIONS)).join('--\n')
  expect(said).toMatchSnapshot()
  for (const line of said.split('\n').slice(0, -1)) expect(line).toMatch(/^(overstay: |--)/)
})

it('says nothing but the necessary when quiet', () => {
  expect(renderAnnouncement('notice', facts('overstayed-two'), { ...OPTIONS, verbosity: 'quiet' })).toBe('')
})

it('makes everything from outside harmless', () => {
  const text = renderAnnouncement(
    'notice',
    { ...facts('clean'), report: makeHostileReport() },
    { ...OPTIONS, width: 30 },
  )
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|\p{Surrogate}/u)
  expect(text).not.toMatch(/^\s*::/m)
})
