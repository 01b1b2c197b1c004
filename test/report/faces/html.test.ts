import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { buildHtmlAssets } from '../../../scripts/generate-html-assets.mjs'
import { renderHtml } from '../../../src/report/html/render.js'
import { makeHostileReport, REPORT_NAMES, readReport } from '../support.js'
import { findUnclosed, listTags } from './html-tags.js'

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

describe('renderHtml', () => {
  it('has the style sheet and scripts of the source (npm run generate)', () => {
    const written = readFileSync(new URL('../../../src/report/html/assets.ts', import.meta.url), 'utf8')
    expect(written).toBe(buildHtmlAssets())
  })

  it.each(REPORT_NAMES)('is well formed and needs nothing from outside: %s', (name) => {
    const page = renderHtml(readReport(name))
    expect(findUnclosed(page)).toEqual([])
    const outside = page.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
    expect(outside).not.toMatch(/\s(?:src|href|style|on[a-z]+)=/)
  })

  it('lets run what it names by hash, and nothing else', () => {
    for (const name of ['clean', 'overstayed-two']) {
      const page = renderHtml(readReport(name))
      const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
      expect(policy).toMatch(/^default-src 'none'; style-src /)
      expect(policy).not.toContain('unsafe')
      const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => hashOf(match[1]!))
      const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map((match) => hashOf(match[1]!))
      const directive = (kind: string) => new RegExp(`${kind} ([^;]*)`).exec(policy)?.[1]?.split(' ').sort()
      expect(directive('script-src')).toEqual(scripts.sort())
      expect(directive('style-src')).toEqual(styles.sort())
    }
  })

  it('brings the charts only where there is something to draw', () => {
    expect(renderHtml(readReport('overstayed-two'))).toContain('uPlot')
    expect(renderHtml(readReport('overstayed-one')).length).toBeLessThan(30_000)
  })

  it('has the same structure whatever the text is', () => {
    const sources = (text: string) => new Map([[`src/${text}.ts`, [text, text, text, text]]])
    const hostile = makeHostileReport()
    const text = hostile.warnings[0]!.message
    const plain = listTags(renderHtml(makeHostileReport('x'), { sources: sources('x') }))
    expect(listTags(renderHtml(hostile, { sources: sources(text) }))).toEqual(plain)
  })

  it('shows hostile text as text', () => {
    const page = renderHtml(makeHostileReport())
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;')
    const outside = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
    expect(outside).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066]|\p{Surrogate}/u)
  })

  it('stays small for the largest reports', () => {
    const report = makeHostileReport('<'.repeat(1_000_000))
    const suspects = Array.from({ length: 300 }, () => report.suspects[0]!)
    const processes = Array.from({ length: 5000 }, (_, pid) => ({ ...report.processes[0]!, pid, ppid: pid - 1 }))
    expect(renderHtml({ ...report, suspects, processes }).length).toBeLessThan(5_000_000)
  })

  it('draws no curve whose columns do not fit', () => {
    const report = readReport('overstayed-two')
    const curves = { ...report.curves!, cpuPercent: [1] }
    expect(renderHtml({ ...report, curves })).not.toContain('plain-chart" viewBox')
  })
})
