const DIGITS = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((c, i) => [c, i]))

/** Base64 VLQ as source maps use it (ECMA-426): the numbers of one segment; null when the text is malformed. */
export function decodeVlq(text: string): number[] | null {
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const character of text) {
    const digit = DIGITS.get(character)
    if (digit === undefined || shift > 30) return null
    value += (digit & 31) * 2 ** shift
    if ((digit & 32) !== 0) {
      shift += 5
      continue
    }
    numbers.push(value % 2 === 1 ? -Math.floor(value / 2) : Math.floor(value / 2))
    value = 0
    shift = 0
  }
  return shift === 0 ? numbers : null
}
