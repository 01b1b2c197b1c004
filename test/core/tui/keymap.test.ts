import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { renderKeys } from '../../../scripts/generate-keys.mjs'
import { findAction, KEYMAP, PANES } from '../../../src/tui/keymap.js'

it('docs/keys.md is made from the keymap', () => {
  expect(readFileSync('docs/keys.md', 'utf8')).toBe(renderKeys(KEYMAP))
})

it('in each pane a key means one thing', () => {
  for (const pane of PANES) {
    const keys = KEYMAP.filter(({ panes }) => panes === undefined || panes.includes(pane)).flatMap(({ keys }) => keys)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  }
})

it('help and the way out work in every pane, live or not', () => {
  for (const pane of PANES) {
    for (const isLive of [true, false]) {
      expect(findAction('?', pane, isLive)).toBe('help')
      expect(findAction('q', pane, isLive)).toBe('quit')
    }
  }
})
