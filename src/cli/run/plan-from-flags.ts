import { findConfiguration } from '../options/configuration.js'
import type { Option } from '../options/option.js'
import { resolveSettings } from '../options/read-options.js'
import { RUN_OPTIONS } from '../options/run-options.js'
import { planRun, type RunPlan } from './plan.js'

/**
 * The plan of a run that nobody sits before (an iteration, an attached process): the options of `run` among the flags,
 * with the environment and the configuration, as for `run` itself. `own` are the command's own flags.
 */
export async function planFromFlags(
  flags: Readonly<Record<string, unknown>>,
  own: readonly Option[],
  command: readonly string[],
): Promise<RunPlan> {
  const names = new Set(own.map(({ name }) => name))
  const settings = resolveSettings(RUN_OPTIONS, {
    flags: Object.fromEntries(Object.entries(flags).filter(([name]) => !names.has(name))),
    env: process.env,
    configuration: await findConfiguration(process.cwd()),
  })
  return planRun(settings, command, {
    env: process.env,
    stdinIsTty: false,
    stdoutIsTty: false,
    stderrIsTty: process.stderr.isTTY === true,
  })
}
