import { LIMITS } from '../../core/limits.js'
import { isForeground } from './job-control.js'

/** Something that takes the whole terminal. Both are synchronous, and harmless when already done. */
export interface Screen {
  enter(): void
  leave(): void
}

export interface LentTerminal {
  enter(): void
  leave(): void
  close(): void
}

/** Lends the terminal to a screen, but only while overstay may touch it: from the background that would stop us. */
export function lendTerminal(
  screen: Screen,
  hooks: { readonly onEntered: () => void; readonly onLeft: () => void },
): LentTerminal {
  let timer: NodeJS.Timeout | null = null
  let isClosed = false

  function enter(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (isClosed) return
    if (!isForeground()) {
      timer = setTimeout(enter, LIMITS.foregroundLookMs)
      return
    }
    screen.enter()
    hooks.onEntered()
  }

  function leave(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    screen.leave()
    hooks.onLeft()
  }

  enter()
  return {
    enter,
    leave,
    close() {
      if (isClosed) return
      leave()
      isClosed = true
    },
  }
}
