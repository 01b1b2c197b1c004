import { EXIT } from '../core/verdict.js'
import { UsageError } from './usage-error.js'

/** ms between looks whether everything has been said. */
const LEAVE_LOOK_MS = 20

type Command = (argv: readonly string[]) => Promise<number>

/** Each command loads only what it needs: a plain run must not pay for the others. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  attach: async () => (await import('./attach/attach-command.js')).attachCommand,
  repeat: async () => (await import('./repeat/repeat-command.js')).repeatCommand,
  bisect: async () => (await import('./bisect/bisect-command.js')).bisectCommand,
  report: async () => (await import('./report-command/report-command.js')).reportCommand,
  doctor: async () => (await import('./doctor/doctor-command.js')).doctorCommand,
  completion: async () => (await import('./completion.js')).completionCommand,
  run: async () => (await import('./run/run-command.js')).runCommand,
}

/** The program: dispatches, and turns whatever goes wrong before a run into one line and exit code 125. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreBrokenPipe)
  try {
    process.exitCode = await dispatch(argv)
  } catch (error) {
    process.exitCode = EXIT.usage
    const message = error instanceof UsageError ? error.message : explainFault(error)
    process.stderr.write(`overstay: ${message}\n`)
  }
  leaveWhenDone()
}

/** Whoever reads us may have stopped (`overstay doctor | head`): what stays unsaid then is nobody's loss. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/**
 * Normally Node ends by itself here. The terminal of a run that was left alone (`--on-hang leave`) would hold it, and a
 * detector of hangs must not hang: then it is ended, once our own words have gone.
 */
function leaveWhenDone(): void {
  const isFlushed = () => process.stdout.writableLength === 0 && process.stderr.writableLength === 0
  setInterval(() => isFlushed() && process.exit(), LEAVE_LOOK_MS).unref()
}

async function dispatch(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv
  if (first === undefined || first === '-h' || first === '--help') return printHelp(first === undefined ? 2 : 1)
  if (first === '--version' || first === '-V') return printVersion()
  const load = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined
  if (load !== undefined) return (await load())(rest)
  if (first.startsWith('-')) return (await COMMANDS['run']!())(argv)
  throw new UsageError(
    `${JSON.stringify(first)} is not a command of overstay; to run a test command, write: overstay -- ${argv.join(' ')}`,
  )
}

async function printHelp(fd: 1 | 2): Promise<number> {
  const { renderHelp } = await import('./help.js')
  ;(fd === 1 ? process.stdout : process.stderr).write(renderHelp())
  return fd === 1 ? 0 : EXIT.usage
}

async function printVersion(): Promise<number> {
  const { toolVersion } = await import('./version.js')
  process.stdout.write(`${toolVersion()}\n`)
  return 0
}

/** A fault of overstay's own: said in a line; the stack only where asked for, since it names our code, not the user's. */
function explainFault(error: unknown): string {
  if (process.env['OVERSTAY_DEBUG'] !== undefined && error instanceof Error) return error.stack ?? error.message
  const message = error instanceof Error ? error.message : String(error)
  return `internal fault: ${message.split('\n')[0]} (OVERSTAY_DEBUG=1 shows where)`
}
