import type { ReportSuspect } from '../../core/report/model.js'
import type { StackFrame } from '../../core/suspects/finding.js'
import { formatCommand } from '../../core/words/command.js'
import { escapeForTerminal, showText } from '../../core/words/escape.js'
import { describeConfidence, describeKind } from '../../core/words/kinds.js'
import { formatBytes, formatCount, formatMs } from '../../core/words/numbers.js'
import {
  describeProcessEnd,
  describeResource,
  formatSiteWithFunction,
  formatSuspectProcess,
} from '../../core/words/suspect.js'
import { wrapText } from '../../core/words/width.js'
import type { ProcessRow } from '../contexts/processes.js'
import type { SuspectRow } from '../contexts/suspects.js'
import type { Rect } from '../grid.js'
import type { Snapshot } from '../snapshot.js'
import { reverse } from '../style.js'
import { type Canvas, contentOf, drawTitle } from './canvas.js'
import { findDetail } from './holding.js'

/** One line of the close look, with how it is drawn. */
export interface DetailLine {
  readonly text: string
  readonly tone: 'plain' | 'bold' | 'dim' | 'good' | 'selected'
}

export interface DetailView {
  readonly lines: readonly DetailLine[]
  readonly title: string
  readonly detail: { top: number; frame: number }
  readonly isFocused: boolean
}

export function drawDetail(canvas: Canvas, rect: Rect, view: DetailView): void {
  const { grid, style, glyphs } = canvas
  const content = contentOf(rect)
  const { lines, detail } = view
  detail.top = Math.max(0, Math.min(detail.top, lines.length - content.height))
  const below = lines.length - detail.top - content.height
  const right = below > 0 ? formatCount(below, 'more line') : ''
  drawTitle(canvas, rect, { number: 4, text: view.title, right, isFocused: view.isFocused })
  for (let row = 0; row < content.height && detail.top + row < lines.length; row += 1) {
    const line = lines[detail.top + row]!
    const attribute = line.tone === 'selected' ? reverse(style.plain) : style[line.tone]
    const text = line.tone === 'selected' ? `${glyphs.pointer}${line.text}` : ` ${line.text}`
    grid.put(rect.x, content.y + row, text, attribute, rect.x + rect.width)
  }
}

export interface DetailWorld {
  readonly snapshot: Snapshot
  readonly width: number
  /** Which of `shownFrames` is looked at; the excerpt is its. */
  readonly frame: number
  readonly isFocused: boolean
  readonly readSource: (file: string) => readonly string[] | null
  readonly ascii: boolean
}

/** Frames a person can step through: the line itself, then the stack's own frames without doubles. */
export function shownFrames(suspect: ReportSuspect): readonly StackFrame[] {
  const site: readonly StackFrame[] = suspect.site === null ? [] : [{ ...suspect.site, internal: false }]
  const rest = suspect.stack.filter((frame) => frame.file !== suspect.site?.file || frame.line !== suspect.site.line)
  return [...site, ...rest]
}

/** All about one suspect: what it is, why it holds, how to fix it, the stack and the source around the chosen frame. */
export function describeSuspect(row: SuspectRow, world: DetailWorld): readonly DetailLine[] {
  const { suspect } = row
  const lines: DetailLine[] = []
  const say = (label: string, text: string, tone: DetailLine['tone'] = 'plain') =>
    lines.push(...labelled(label, text, tone, world.width))
  say('what', `${describeKind(suspect.kind).label}: ${showText(suspect.summary)}`, 'bold')
  say('where', suspect.site === null ? 'no line of yours is known' : formatSiteWithFunction(suspect.site), 'bold')
  if (suspect.fix !== null) say('fix', showText(suspect.fix), 'good')
  lines.push(...describeStack(suspect, world))
  say('sure', sureness(row))
  for (const evidence of suspect.evidence) say('because', showText(evidence))
  if (suspect.evidence.length === 0) say('because', describeKind(suspect.kind).why)
  const resource = describeResource(suspect)
  if (resource !== null) say('is', resource)
  say('ends', endsByItself(suspect))
  say(
    'in',
    `${formatSuspectProcess(suspect)}${suspect.thread === null ? '' : `, thread ${showText(suspect.thread, 80)}`}`,
  )
  if (suspect.testFile !== null) say('test', showText(suspect.testFile))
  say('release', releaseWords(row))
  return lines
}

function sureness({ suspect, isReleased }: SuspectRow): string {
  const words = `${suspect.confidence}: ${describeConfidence(suspect.confidence)}`
  return isReleased && suspect.confidence !== 'proved' ? `${words}; you have let go of it` : words
}

function endsByItself({ resource }: ReportSuspect): string {
  if (resource?.willEndInMs == null) return 'by itself: never, as far as is known'
  return `by itself ${formatMs(resource.willEndInMs)} after it was asked`
}

function releaseWords({ finding, isReleased }: SuspectRow): string {
  if (isReleased) return 'done'
  if (finding === null || finding.release === null) return 'not possible: end its process instead (K)'
  return finding.release.gentleness === 'precise'
    ? 'r lets go of exactly this, inside the process, without harm'
    : 'r interrupts the wait by a signal its runtime turns into a normal exit'
}

/** The source around the chosen frame, then the frames; a stack of one is only its source. */
function describeStack(suspect: ReportSuspect, world: DetailWorld): readonly DetailLine[] {
  const frames = shownFrames(suspect)
  const chosen = frames[Math.min(world.frame, frames.length - 1)]
  if (chosen === undefined) return []
  const source = excerpt(chosen, world)
  if (frames.length === 1) return source
  const rows = frames.map((frame, index): DetailLine => {
    const isChosen = index === world.frame
    const tone = isChosen && world.isFocused ? 'selected' : frame.internal ? 'dim' : 'plain'
    return { text: `${index === 0 ? 'stack    ' : '         '} ${formatSiteWithFunction(frame)}`, tone }
  })
  return [...source, ...rows]
}

/** Lines of source before and behind the one that matters. */
const EXCERPT_BEFORE = 2
const EXCERPT_BEHIND = 3

function excerpt(frame: StackFrame, { readSource, ascii }: DetailWorld): readonly DetailLine[] {
  const source = readSource(frame.file)
  if (source === null || source[frame.line - 1] === undefined)
    return [{ text: `(${showText(frame.file, 200)} cannot be read here)`, tone: 'dim' }]
  const first = Math.max(1, frame.line - EXCERPT_BEFORE)
  return source.slice(first - 1, frame.line + EXCERPT_BEHIND).map((text, index) => {
    const number = first + index
    const isHere = number === frame.line
    const code = escapeForTerminal(text.replaceAll('\t', '  '))
    return {
      text: `${isHere ? '>' : ' '}${String(number).padStart(5)} ${ascii ? '|' : '│'} ${code}`,
      tone: isHere ? 'bold' : 'dim',
    }
  })
}

/** All about one process. */
export function describeProcess(row: ProcessRow, world: DetailWorld): readonly DetailLine[] {
  const { process } = row
  const { snapshot } = world
  const lines: DetailLine[] = []
  const say = (label: string, text: string, tone: DetailLine['tone'] = 'plain') =>
    lines.push(...labelled(label, text, tone, world.width))
  say(
    'process',
    `${process.pid}, started by ${process.ppid}, ${process.role}${process.runtime === null ? '' : `, ${process.runtime}`}`,
    'bold',
  )
  say('command', formatCommand(process.command))
  say('state', process.endedAtMs === null ? `${process.state}, still alive` : describeProcessEnd(process))
  say(
    'since',
    `${formatMs(process.startedAtMs)} after the run began${process.outlivedCommand ? '; it outlived the command' : ''}`,
  )
  say(
    'uses',
    `${formatMs(process.cpuMs)} of CPU in all, ${Math.round(process.cpuPercent)}% now, ${formatBytes(process.rssBytes)} at most, ${process.threads} threads`,
  )
  const suspects = snapshot.report.suspects.filter((suspect) => suspect.process.pid === process.pid)
  for (const suspect of suspects)
    say(
      'held by',
      `${showText(suspect.summary)}${suspect.site === null ? '' : ` (${formatSiteWithFunction(suspect.site)})`}`,
    )
  const { member } = row
  const detail =
    member === null || snapshot.live === null ? null : findDetail(member, snapshot.live.state.diagnosis.details)
  if (detail === null) return lines
  if (detail.cwd !== null) say('in', showText(detail.cwd))
  for (const { address, port, protocol } of detail.listening)
    say('listens', `${protocol ?? 'tcp'} ${showText(address)}${port === 0 ? '' : `:${port}`}`)
  for (const { remote, state, peerName, peerPid } of detail.connections) {
    const peer = peerPid === null ? '' : `, pid ${peerPid} ${showText(peerName ?? '')}`
    say('connected', `${showText(remote.address)}:${remote.port} ${state.toLowerCase()}${peer}`)
  }
  for (const { fd, what, id, access } of detail.held) say('holds', `${what} ${showText(id)} (fd ${fd}, ${access})`)
  for (const thread of detail.threads) {
    const wait = [thread.syscall, thread.wchan].filter((part) => part !== null).join(' in ')
    say(
      'thread',
      `${thread.tid} ${showText(thread.name, 40)}: ${thread.state}${wait === '' ? '' : `, ${showText(wait, 80)}`}`,
    )
  }
  return lines
}

const LABEL_WIDTH = 10

function labelled(label: string, text: string, tone: DetailLine['tone'], width: number): readonly DetailLine[] {
  const lines = wrapText(text, Math.max(20, width - LABEL_WIDTH - 2), 6, '…')
  return lines.map((line, index) => ({ text: `${(index === 0 ? label : '').padEnd(LABEL_WIDTH - 1)} ${line}`, tone }))
}
