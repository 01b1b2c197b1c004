#!/usr/bin/env node
// Writes src/core/finish/formats/index.ts from the files beside it, and docs/runners.md from the formats.
// `node scripts/generate-runners.mjs index` before a build, `… docs` after it; `--check` compares instead of writing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const folder = new URL('src/core/finish/formats/', root)
const isCheck = process.argv.includes('--check')
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('-'))

let isStale = false
if (wanted.length === 0 || wanted.includes('index')) put(new URL('index.ts', folder), indexText())
if (wanted.length === 0 || wanted.includes('docs')) put(new URL('docs/runners.md', root), await docsText())
if (isStale) process.exitCode = 1

function put(file, text) {
  if (!isCheck) return writeFileSync(file, text)
  if (readFileSync(file, 'utf8') === text) return
  console.error(`${file.pathname} is stale: run node scripts/generate-runners.mjs`)
  isStale = true
}

/** The order the linter wants for imports. */
function byFile(a, b) {
  return a.file.replace('.js', '') < b.file.replace('.js', '') ? -1 : 1
}

function indexText() {
  const formats = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const found = /^export const (\w+): Format\b/m.exec(readFileSync(new URL(name, folder), 'utf8'))
      return found === null ? [] : [{ name: found[1], file: name.replace(/\.ts$/, '.js') }]
    })
    .sort(byFile)
  const imports = [...formats, { type: 'Format', file: 'format.js' }].sort(byFile)
  return [
    '// Written by scripts/generate-runners.mjs from the files of this folder.',
    ...imports.map((item) =>
      item.type
        ? `import type { ${item.type} } from './${item.file}'`
        : `import { ${item.name} } from './${item.file}'`,
    ),
    '',
    '/** Every format, in the order of their files. */',
    'export const FORMATS: readonly Format[] = [',
    ...formats.map((format) => `  ${format.name},`),
    ']',
    '',
  ].join('\n')
}

async function docsText() {
  const { FORMATS } = await import(new URL('dist/core/finish/formats/index.js', root))
  const cell = (text) => text.replaceAll('|', '\\|')
  const rows = [...FORMATS]
    .sort((a, b) => (a.language + a.name < b.language + b.name ? -1 : 1))
    .map((format) => {
      const names = [format.name, ...(format.aliases ?? [])].map((name) => `\`${name}\``).join(' ')
      return `| ${cell(format.title)} | ${format.language} | ${names} | ${cell(format.finish)} |`
    })
  const template = readFileSync(new URL('docs/runners.template.md', root), 'utf8')
  return template.replace(
    '<!-- table -->',
    ['| runner | language | `--runner` | what is taken for the finish |', '| --- | --- | --- | --- |', ...rows].join(
      '\n',
    ),
  )
}
