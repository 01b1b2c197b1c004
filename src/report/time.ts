/** Calendar arithmetic without a clock: the report layer may not ask for the time, only convert what it is given. */

const ISO_UTC = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})\d*)?Z$/

/** ms since the epoch of an ISO 8601 instant in UTC, as `startedAt` has it; 0 for anything else. */
export function parseIsoUtc(text: string): number {
  const match = ISO_UTC.exec(text)
  if (match === null) return 0
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const ms = Number((match[7] ?? '').padEnd(3, '0'))
  return (((countDays(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms
}

/** Days from 1970-01-01 in the Gregorian calendar: years begin in March, so that leap days come last. */
function countDays(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
