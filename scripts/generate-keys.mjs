#!/usr/bin/env node
// Writes docs/keys.md from the keymap of the screen. Run after a build; `--check` compares instead of writing.
import { readFileSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const target = new URL('docs/keys.md', root)

/** The table, for the documentation and its test. */
export function renderKeys(keymap) {
  const cell = (text) => text.replaceAll('|', '\\|')
  const rows = keymap.map(({ shown, help, panes, live }) => {
    const where = panes === undefined ? 'everywhere' : panes.join(', ')
    return `| \`${cell(shown)}\` | ${cell(help)} | ${where}${live ? ', while the run lives' : ''} |`
  })
  return [
    '# Keys of the screen',
    '',
    'The screen opens when a run overstays on a terminal, by pressing Ctrl-] twice at any time, or from the start with',
    '`--tui always`. Its help page (`?`) is made from the same table as this one.',
    '',
    '| keys | what they do | where |',
    '| --- | --- | --- |',
    ...rows,
    '',
    'In the dialog of a signal `t` and `x` are SIGTERM and SIGKILL for one process, `T` and `X` for its subtree, `a` and `A` for',
    'all that is left. In every dialog ↑ ↓ (or `k` `j`) and Enter work too, and Esc goes back.',
    '',
  ].join('\n')
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { KEYMAP } = await import(new URL('dist/tui/keymap.js', root))
  const text = renderKeys(KEYMAP)
  if (!process.argv.includes('--check')) writeFileSync(target, text)
  else if (readFileSync(target, 'utf8') !== text) {
    console.error('docs/keys.md is stale: run node scripts/generate-keys.mjs')
    process.exitCode = 1
  }
}
