// Writes src/report/html/assets.ts: the style sheet and scripts of the HTML report as strings, with the hashes that its
// content security policy names. A test compares the file with what this would write.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8').trim()

export function buildHtmlAssets() {
  const assets = {
    STYLE: read('src/report/html/client/page.css'),
    CHART_STYLE: read('third-party/uplot/uPlot.min.css'),
    SCRIPT: read('src/report/html/client/page.js'),
    CHART_SCRIPT: `/*!\nuPlot\n${read('third-party/uplot/LICENSE')}\n*/\n${read('third-party/uplot/uPlot.iife.min.js')}`,
  }
  const lines = [
    '// Written by scripts/generate-html-assets.mjs: change the files it reads, then run npm run generate.',
    '',
  ]
  for (const [name, text] of Object.entries(assets)) {
    if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`${name} cannot stand inside its element`)
    lines.push(`export const ${name} = ${JSON.stringify(text)}`)
    lines.push(`export const ${name}_HASH = 'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  }
  return `${lines.join('\n')}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('../src/report/html/assets.ts', import.meta.url), buildHtmlAssets())
}
