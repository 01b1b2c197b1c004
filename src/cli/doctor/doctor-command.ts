import { findConfiguration } from '../options/configuration.js'
import { formatDuration } from '../options/duration.js'
import type { Option } from '../options/option.js'
import { readFlags, resolveSettings, type Setting } from '../options/read-options.js'
import { RUN_OPTIONS } from '../options/run-options.js'
import { runChecks } from './checks.js'

const DOCTOR_OPTIONS: readonly Option[] = [
  { name: 'print-config', kind: 'flag', flagOnly: true, help: 'show each setting and where it came from' },
]

/** `overstay doctor`: what can be diagnosed here, and how to get the rest. */
export async function doctorCommand(argv: readonly string[]): Promise<number> {
  const { flags } = readFlags(DOCTOR_OPTIONS, argv)
  if (flags['print-config'] === true) await printConfiguration()
  else await printChecks()
  return 0
}

async function printChecks(): Promise<void> {
  for (const { name, isFine, says, remedy } of await runChecks(process.env)) {
    const hint = remedy === null ? '' : `\n${' '.repeat(16)}${remedy}`
    process.stdout.write(`${isFine ? 'ok  ' : 'miss'}  ${name.padEnd(10)}${says}${hint}\n`)
  }
}

async function printConfiguration(): Promise<void> {
  const configuration = await findConfiguration(process.cwd())
  const settings = resolveSettings(RUN_OPTIONS, { flags: {}, env: process.env, configuration })
  for (const option of RUN_OPTIONS) {
    const setting = settings.get(option.name)
    const value =
      setting === undefined ? (option.fallback ?? (option.kind === 'flag' ? 'off' : 'none')) : show(option, setting)
    const origin = setting === undefined ? 'default' : setting.place
    process.stdout.write(`${option.name.padEnd(18)}${value.padEnd(30)}${origin}\n`)
  }
}

function show(option: Option, { value }: Setting): string {
  return option.kind === 'duration' ? formatDuration(value as number) : String(value)
}
