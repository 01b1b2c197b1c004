import { expect, it } from 'vitest'
import { waitFor } from '../support/run-child.js'
import { isAlive } from '../support/run-overstay.js'
import { KEY, openOverstaying } from './support/screen-driver.js'

/** Sequences of keys, each from a seed that a failure names; `OVERSTAY_TEST_SEQUENCES` runs more of them. */
const SEQUENCE_COUNT = Number(process.env['OVERSTAY_TEST_SEQUENCES'] ?? 6)
const KEYS_IN_EACH = 60

const KEYS = [
  ...'1234jkgGzfonNpmydrwshi?/K',
  ...Object.values({ ...KEY, ctrlZ: KEY.tab, hotKey: KEY.escape }),
  '\x1b[6~',
  '\x1b[H',
  '\x1b[F',
  '\x1b[Z',
  '\x1bOP',
  '\x1b[20~',
  '\x1b[<64;10;5M',
  '\x1b[<0;20;16M',
  'vi',
  '日本',
  '\x1d',
  '\x1b[200~pasted\x1b[201~',
] as const

const SIZES = [
  [80, 24],
  [120, 40],
  [40, 10],
  [200, 60],
  [20, 5],
] as const

it.each(Array.from({ length: SEQUENCE_COUNT }, (_, index) => index + 1))(
  'keys of seed %i leave no crash, no process, a terminal as it was',
  async (seed) => {
    const random = randomFrom(seed)
    const screen = await openOverstaying(['timer', 'child', 'reads'], { env: { EDITOR: 'true', VISUAL: undefined } })
    const pids = [...screen.text().matchAll(/^[▸ ] +(\d+) /gm)].map((match) => Number(match[1]))
    try {
      for (let at = 0; at < KEYS_IN_EACH; at += 1) {
        screen.press(KEYS[Math.floor(random() * KEYS.length)]!)
        if (random() < 0.1) {
          const [columns, rows] = SIZES[Math.floor(random() * SIZES.length)]!
          screen.resize(columns, rows)
        }
        if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 60)))
      }
      screen.resize(80, 24)
      await leave(screen)
      expect(screen.raw()).not.toContain('had a fault')
      expect(screen.isAlternate()).toBe(false)
      const raw = screen.raw()
      expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'))
      expect(raw.lastIndexOf('\x1b[?1000l')).toBeGreaterThan(raw.lastIndexOf('\x1b[?1000h'))
      await waitFor(
        () => pids.every((pid) => !isAlive(pid)),
        10_000,
        () => `alive: ${pids.filter(isAlive)}`,
      )
    } finally {
      screen.close()
    }
  },
)

/** From wherever the keys have led: out of every mode, then the end of the run. A few keys may have ended it already. */
async function leave(screen: Awaited<ReturnType<typeof openOverstaying>>): Promise<void> {
  let code: number | null = null
  void screen.exitCode().then(
    (exit) => {
      code = exit
    },
    () => {},
  )
  await waitFor(
    () => {
      if (code === null) screen.press('\x1d', KEY.escape, KEY.escape, KEY.ctrlC)
      return code !== null
    },
    20_000,
    () => `its end; on the screen:\n${screen.text()}`,
  )
}

/** A small generator of numbers in [0, 1): the same seed gives the same keys. */
function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32
  }
}
