import { UsageError } from '../usage-error.js'
import { DURATION_FORM, parseDuration } from './duration.js'

/** One option: its name is also that of the `OVERSTAY_*` variable and of the key in the configuration file. */
export interface Option {
  readonly name: string
  readonly short?: string
  readonly kind: 'duration' | 'choice' | 'text' | 'flag' | 'count'
  readonly choices?: readonly string[]
  /** May it be given several times? */
  readonly many?: boolean
  /** What stands for the value in the help. */
  readonly metavar?: string
  readonly help: string
  readonly fallback?: string
  /** Further check of one value: the phrase that says what is wrong, or null. */
  readonly check?: (value: string) => string | null
  /** Only on the command line: neither variable nor configuration. */
  readonly flagOnly?: boolean
}

export type OptionValue = string | boolean | number | readonly string[]

/** Where a setting came from, for messages and `doctor --print-config`. */
export type Origin = 'flag' | 'environment' | 'configuration' | 'default'

/**
 * One value as given, checked and converted (durations to ms). Throws UsageError naming the place, the value and what
 * is accepted.
 */
export function convertValue(option: Option, raw: unknown, place: string): OptionValue {
  if (option.many === true) {
    const list = Array.isArray(raw) ? raw : [raw]
    return list.map((item) => String(convertOne(option, item, place)))
  }
  return convertOne(option, raw, place)
}

function convertOne(option: Option, raw: unknown, place: string): string | boolean | number {
  const refuse = (accepted: string): never => {
    throw new UsageError(`${place}: ${JSON.stringify(raw)} is not accepted; give ${accepted}`)
  }
  if (option.kind === 'flag') {
    if (typeof raw === 'boolean') return raw
    if (raw === '1' || raw === 'true') return true
    if (raw === '' || raw === '0' || raw === 'false') return false
    return refuse('true or false (1 or 0)')
  }
  if (typeof raw !== 'string' && typeof raw !== 'number') return refuse('a text or a number')
  const text = String(raw)
  switch (option.kind) {
    case 'duration':
      return parseDuration(text) ?? refuse(DURATION_FORM)
    case 'count':
      return /^\d{1,9}$/.test(text) ? Number(text) : refuse('a whole number')
    case 'choice':
      return option.choices?.includes(text) === true ? text : refuse(`one of ${option.choices?.join(', ')}`)
    case 'text': {
      if (text === '') return refuse('something that is not empty')
      const fault = option.check?.(text) ?? null
      if (fault !== null) throw new UsageError(`${place}: ${JSON.stringify(text)} is not accepted: ${fault}`)
      return text
    }
  }
}
