import { LIMITS } from '../../core/limits.js'

/**
 * Ctrl-] twice. Alone it is hardly used (telnet, tag jumps of editors), and twice within 0.4 s not at all; as two key
 * presses it also never stands in pasted text, which comes in one piece.
 */
export const HOT_KEY = 0x1d

export interface HotKey {
  /** What of the typed bytes goes to the command now. */
  filter(bytes: Uint8Array): readonly Uint8Array[]
  close(): void
}

/** A first press is held back: the second makes it the hot key, anything else or time lets it through to the command. */
export function createHotKey(onHotKey: () => void, onLate: (bytes: Uint8Array) => void): HotKey {
  let timer: NodeJS.Timeout | null = null

  function takeHeld(): boolean {
    if (timer === null) return false
    clearTimeout(timer)
    timer = null
    return true
  }

  return {
    filter(bytes) {
      const isPress = bytes.length > 0 && bytes.length <= 2 && bytes.every((byte) => byte === HOT_KEY)
      const wasHeld = takeHeld()
      if (isPress && (wasHeld || bytes.length === 2)) {
        onHotKey()
        return []
      }
      if (isPress) {
        timer = setTimeout(() => {
          timer = null
          onLate(bytes)
        }, LIMITS.hotKeyMs)
        return []
      }
      return wasHeld ? [Uint8Array.of(HOT_KEY), bytes] : [bytes]
    },
    close() {
      takeHeld()
    },
  }
}
