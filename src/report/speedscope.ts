import type { Report, ReportProcess, ReportSuspect } from '../core/report/model.js'
import { formatProcessName } from '../core/words/command.js'
import { showText } from '../core/words/escape.js'
import { describeKind } from '../core/words/kinds.js'
import { titleOutcome } from '../core/words/outcome.js'
import { stringifySafely } from './json.js'

const SCHEMA = 'https://www.speedscope.app/file-format-schema.json'

interface Frame {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly col?: number
}

/** Frames are shared between the profiles and named by their index. */
class FrameTable {
  readonly frames: Frame[] = []
  readonly #indexes = new Map<string, number>()

  add(frame: Frame): number {
    const key = JSON.stringify(frame)
    const known = this.#indexes.get(key)
    if (known !== undefined) return known
    this.frames.push(frame)
    this.#indexes.set(key, this.frames.length - 1)
    return this.frames.length - 1
  }
}

/**
 * speedscope's file format, twice: who made what holds the run (each suspect's stack, as heavy as it has been held), and
 * CPU by process (the tree as stacks).
 */
export function renderSpeedscope(report: Report): string {
  const table = new FrameTable()
  const profiles = [profileCpu(report, table)]
  if (report.suspects.length > 0) profiles.unshift(profileSuspects(report, table))
  const document = {
    $schema: SCHEMA,
    name: `overstay ${titleOutcome(report.outcome)}`,
    exporter: `overstay@${showText(report.tool.version, 40)}`,
    activeProfileIndex: 0,
    shared: { frames: table.frames },
    profiles,
  }
  return `${stringifySafely(document)}\n`
}

interface Sample {
  readonly stack: number[]
  readonly weightMs: number
}

function profileSuspects(report: Report, table: FrameTable) {
  const samples = report.suspects.map((suspect) => ({
    stack: stackOfSuspect(suspect, table),
    weightMs: Math.max(1, suspect.resource?.ageMs ?? report.timing.teardownMs ?? report.timing.totalMs),
  }))
  return toProfile('what holds the run (ms held)', samples)
}

/** Outermost first, as speedscope wants it: the process, then callers, then the thing itself. */
function stackOfSuspect(suspect: ReportSuspect, table: FrameTable): number[] {
  const stack = [table.add({ name: `${suspect.process.pid} ${showText(suspect.process.name, 80)}` })]
  if (suspect.thread !== null) stack.push(table.add({ name: showText(suspect.thread, 120) }))
  const frames = suspect.stack.length > 0 ? suspect.stack : suspect.site === null ? [] : [suspect.site]
  for (const frame of frames.slice(0, 200).toReversed()) {
    const name = frame.function === null ? '(anonymous)' : showText(frame.function, 120)
    const column = frame.column === null ? {} : { col: frame.column }
    stack.push(table.add({ name, file: showText(frame.file, 400), line: frame.line, ...column }))
  }
  stack.push(table.add({ name: showText(suspect.summary, 200) || describeKind(suspect.kind).label }))
  return stack
}

function profileCpu(report: Report, table: FrameTable) {
  const frameOf = new Map<ReportProcess, number>()
  for (const process of report.processes) {
    frameOf.set(process, table.add({ name: `${process.pid} ${formatProcessName(process.command)}` }))
  }
  const byPid = new Map(report.processes.map((process) => [process.pid, process]))
  const samples = report.processes.map((process) => ({
    stack: ancestry(process, byPid).map((one) => frameOf.get(one) ?? 0),
    weightMs: Math.max(0, process.cpuMs),
  }))
  return toProfile('CPU by process (ms)', samples)
}

const ANCESTORS_MAX = 100

/** From the root down; a ring of parents is cut where it closes, a chain without end where nobody reads on. */
function ancestry(process: ReportProcess, byPid: ReadonlyMap<number, ReportProcess>): ReportProcess[] {
  const chain = new Set<ReportProcess>()
  let next: ReportProcess | undefined = process
  while (next !== undefined && !chain.has(next) && chain.size < ANCESTORS_MAX) {
    chain.add(next)
    next = byPid.get(next.ppid)
  }
  return [...chain].reverse()
}

function toProfile(name: string, samples: readonly Sample[]) {
  return {
    type: 'sampled',
    name,
    unit: 'milliseconds',
    startValue: 0,
    endValue: samples.reduce((sum, sample) => sum + sample.weightMs, 0),
    samples: samples.map((sample) => sample.stack),
    weights: samples.map((sample) => sample.weightMs),
  }
}
