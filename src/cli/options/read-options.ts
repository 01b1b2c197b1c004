import { parseArgs } from 'node:util'
import { UsageError } from '../usage-error.js'
import { convertValue, type Option, type OptionValue, type Origin } from './option.js'

export interface Setting {
  readonly value: OptionValue
  readonly origin: Origin
  /** Where exactly: the flag, the variable, or the file and key. */
  readonly place: string
}

export type Settings = ReadonlyMap<string, Setting>

export interface OptionSources {
  readonly flags: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly configuration: { readonly file: string; readonly values: Readonly<Record<string, unknown>> } | null
}

/** Flags and what stands after them. Throws UsageError for an unknown option or a missing value. */
export function readFlags(
  options: readonly Option[],
  argv: readonly string[],
): { flags: Record<string, unknown>; operands: string[] } {
  const config: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }> = {}
  for (const { name, short, kind, many } of options) {
    config[name] = { type: kind === 'flag' ? 'boolean' : 'string' }
    if (short !== undefined) config[name].short = short
    if (many === true) config[name].multiple = true
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: config,
      allowPositionals: true,
      strict: true,
    })
    return { flags: values, operands: positionals }
  } catch (error) {
    throw new UsageError(shorten((error as Error).message))
  }
}

/** The given flags among `options`, checked and converted. Throws UsageError. */
export function convertFlags(
  options: readonly Option[],
  flags: Readonly<Record<string, unknown>>,
): Readonly<Record<string, OptionValue | undefined>> {
  const given = options.filter(({ name }) => flags[name] !== undefined)
  return Object.fromEntries(
    given.map((option) => [option.name, convertValue(option, flags[option.name], `--${option.name}`)]),
  )
}

/** parseArgs explains how to pass operands that look like options: here `--` always does, so its hint only confuses. */
function shorten(message: string): string {
  const first = message.split(/\.\s/)[0] ?? message
  return first.slice(0, 1).toLowerCase() + first.slice(1).replace(/\.$/, '')
}

/** flag > OVERSTAY_* variable > configuration > default (left to the caller: a setting nobody gave is not in the map). */
export function resolveSettings(options: readonly Option[], sources: OptionSources): Settings {
  const settings = new Map<string, Setting>()
  for (const option of options) {
    const setting = findSetting(option, sources)
    if (setting !== null) settings.set(option.name, setting)
  }
  checkConfigurationKeys(options, sources.configuration)
  return settings
}

function findSetting(option: Option, { flags, env, configuration }: OptionSources): Setting | null {
  const make = (raw: unknown, origin: Origin, place: string): Setting => ({
    value: convertValue(option, raw, place),
    origin,
    place,
  })
  if (flags[option.name] !== undefined) return make(flags[option.name], 'flag', `--${option.name}`)
  if (option.flagOnly === true) return null
  const variable = `OVERSTAY_${option.name.toUpperCase().replaceAll('-', '_')}`
  if (env[variable] !== undefined) return make(env[variable], 'environment', variable)
  const key = camelCase(option.name)
  const values = configuration?.values ?? {}
  const found = values[key] ?? values[option.name]
  if (found === undefined) return null
  return make(found, 'configuration', `${configuration?.file}: ${key}`)
}

/** A misspelt key would silently do nothing: refuse it. */
function checkConfigurationKeys(options: readonly Option[], configuration: OptionSources['configuration']): void {
  if (configuration === null) return
  const known = new Set(options.flatMap((option) => [option.name, camelCase(option.name)]))
  for (const key of Object.keys(configuration.values)) {
    if (key === '$schema' || known.has(key)) continue
    throw new UsageError(
      `${configuration.file}: unknown key ${JSON.stringify(key)}; see overstay --help for the options`,
    )
  }
}

export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
