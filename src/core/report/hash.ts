/**
 * Hexadecimal digits that depend on a text alone (FNV-1a, once per eight digits with another start). For identifiers
 * that must be equal in every rendering of one report; no protection against anybody who wants two texts to collide.
 */
export function hashToHex(text: string, digits: number): string {
  let hex = ''
  for (let round = 0; hex.length < digits; round += 1) {
    let hash = (0x811c9dc5 ^ Math.imul(round, 0x9e3779b1)) >>> 0
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
    hex += ((hash ^ (hash >>> 13)) >>> 0).toString(16).padStart(8, '0')
  }
  const cut = hex.slice(0, digits)
  // OpenTelemetry refuses an identifier of zeros only.
  return /^0+$/.test(cut) ? `${'0'.repeat(digits - 1)}1` : cut
}
