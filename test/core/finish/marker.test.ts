import { describe, expect, it } from 'vitest'
import { compileMarker } from '../../../src/core/finish/marker.js'
import { OPTIONS, recognise } from './transcripts.js'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('compileMarker', () => {
  it.each(['^All done$', 'finished in \\d+ms', '(?:ok|good) \\(\\d{1,5}\\)', '^\\[suite] .* complete$'])(
    'accepts %s',
    (source) => {
      expect(compileMarker(source)).toMatchObject({ ok: true })
    },
  )

  it.each([
    ['', /empty/],
    ['(', /./],
    ['.*', /every line/],
    ['(a+)+$', /repeated group/],
    ['(a|aa)*b', /repeated group/],
    ['((ab)*c)+', /repeated group/],
    ['(a)\\1', /back-references/],
    ['a*b*c*d*e', /unbounded/],
    ['x'.repeat(501), /longer/],
  ])('refuses %s', (source, why) => {
    const compiled = compileMarker(source)
    expect(compiled.ok).toBe(false)
    expect(compiled.ok ? '' : compiled.message).toMatch(why)
  })

  it('takes little time on the longest line, whatever it accepts', () => {
    expect(compileMarker('a*a*$x').ok).toBe(true)
    const start = process.cpuUsage()
    recognise(bytes(`${'a'.repeat(4_000)}\n`), null, undefined, { ...OPTIONS, markers: ['a*a*$x'] })
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000)
  })
})

describe('a marker', () => {
  it('is a finish without a verdict', () => {
    const { claim, live } = recognise(bytes('working\nAll done\n'), null, undefined, {
      ...OPTIONS,
      markers: ['^All done$'],
    })
    expect(live).toEqual(claim)
    expect(claim).toMatchObject({ runner: 'marker', verdict: 'unknown', line: 'All done' })
  })
})
