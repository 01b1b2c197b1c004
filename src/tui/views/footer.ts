import { takeCells, truncateEnd } from '../../core/words/width.js'
import type { Ui } from '../contexts/ui.js'
import type { Rect } from '../grid.js'
import { appliesTo, KEYMAP } from '../keymap.js'
import { reverse } from '../style.js'
import type { Canvas } from './canvas.js'

/** The keys that mean something right now. */
export function drawFooter({ grid, style }: Canvas, rect: Rect, ui: Ui, isLive: boolean): void {
  let at = rect.x + 1
  const right = rect.x + rect.width
  for (const [key, label] of keysNow(ui, isLive)) {
    const width = key.length + label.length + 3
    if (at + width > right) break
    at = grid.put(at, rect.y, key, style.bold, right)
    at = grid.put(at + 1, rect.y, label, style.plain, right) + 2
  }
}

function keysNow(ui: Ui, isLive: boolean): readonly (readonly [string, string])[] {
  if (ui.isTyping) return [['Ctrl-]', 'comes back: every other key goes to the command']]
  if (ui.prompt !== null)
    return [
      ['Enter', 'accept'],
      ['Esc', 'cancel'],
      ['Ctrl-U', 'clear'],
      ['F1', 'help'],
    ]
  if (ui.dialog !== null)
    return [
      ['Enter', 'choose'],
      ['Esc', 'cancel'],
      ['↑↓ j k', 'move'],
      ['?', 'help'],
    ]
  if (ui.help.isOpen)
    return [
      ['Esc', 'close'],
      ['↑↓', 'scroll'],
    ]
  const bindings = KEYMAP.filter((binding) => binding.label !== '' && appliesTo(binding, ui.focus, isLive))
  // Help and the way out are never what is cut off.
  const last = bindings.filter(({ action }) => action === 'help' || action === 'quit')
  const first = bindings.filter((binding) => !last.includes(binding))
  return [...last, ...first].map(({ shown, label }) => [shown.split(' ')[0]!, label] as const)
}

/** What was just done, what is being typed, or the newest happening of the run. */
export function drawNotice(
  { grid, style, glyphs }: Canvas,
  rect: Rect,
  ui: Ui,
  happening: string,
  nowMs: number,
): void {
  const right = rect.x + rect.width
  if (ui.prompt !== null) {
    const at = grid.put(rect.x + 1, rect.y, `${ui.prompt.label}: `, style.accent, right)
    const shown = lastCells(ui.prompt.text, right - at - 2)
    const end = grid.put(at, rect.y, shown, style.plain, right)
    grid.restyle(end, rect.y, 1, reverse)
    return
  }
  const notice = ui.notice !== null && ui.notice.untilMs > nowMs ? ui.notice : null
  const text = notice?.text ?? happening
  const attribute = notice === null ? style.dim : style[notice.tone]
  grid.put(rect.x + 1, rect.y, truncateEnd(text, rect.width - 2, glyphs.ellipsis), attribute, right)
}

function lastCells(text: string, width: number): string {
  let shown = text
  while (takeCells(shown, width) !== shown) shown = shown.slice(1)
  return shown
}
