import type { Binding } from '../src/tui/keymap.js'

export function renderKeys(keymap: readonly Binding[]): string
