import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Report } from '../../core/report/model.js'
import { deriveSeed } from '../../core/shake/perturbations.js'
import { chooseProcessSource } from '../../sampler/choose-process-source.js'
import { superviseRun } from '../../supervisor/run.js'
import { ADAPTERS } from '../run/adapters.js'
import type { RunPlan } from '../run/plan.js'
import { createRecogniser } from '../run/recogniser.js'
import { ReportWriter } from '../run/report-writer.js'
import { readSources } from '../run/sources.js'
import { OutputFile } from './output-file.js'

export interface IterationRequest {
  readonly plan: RunPlan
  readonly runId: string
  readonly index: number
  /** Where its output goes; exists. */
  readonly folder: string
  /** Format → file, `{}` stands for the index. */
  readonly reports: ReadonlyMap<string, string>
  readonly toolVersion: string
  readonly say: (line: string) => void
}

export interface IterationResult {
  readonly report: Report
  readonly output: OutputFile
}

/**
 * One iteration: a whole run under its own supervisor, in this process. Its run directory, its marks, its output and its
 * report are its own; what several at once share is this process's event loop and the command's own surroundings.
 */
export async function runIteration(request: IterationRequest): Promise<IterationResult> {
  const { plan, index, say } = request
  const output = new OutputFile(join(request.folder, 'output.txt'))
  const files = [...request.reports].map(([format, file]) => [format, fillIn(file, index)] as const)
  const writer = new ReportWriter(new Map(files), readSources, say)
  const { source, warning } = await chooseProcessSource(plan.processSource)
  if (warning !== null && index === 0) say(warning.message)
  const { report } = await superviseRun({
    command: plan.command,
    cwd: process.cwd(),
    env: process.env,
    policy: plan.policy,
    usePty: plan.usePty,
    recogniser: await createRecogniser(plan, say),
    adapters: ADAPTERS,
    source,
    profile: plan.profile,
    injectProbes: plan.injectProbes,
    shakeSeed: plan.shakeSeed === null ? null : deriveSeed(plan.shakeSeed, index),
    iteration: index,
    reportRunId: request.runId,
    recordFile: plan.recordFile === null ? null : fillIn(plan.recordFile, index),
    toolVersion: request.toolVersion,
    announce: () => {},
    writeInterimReport: (interim) => writer.writeInterim(interim),
    askUser: () => {},
    unattended: { stdout: output, stderr: output },
  })
  output.end()
  await finished(output).catch(() => {})
  await writer.writeFinal(report)
  return { report, output }
}

function fillIn(file: string, index: number): string {
  return file.replaceAll('{}', String(index))
}
