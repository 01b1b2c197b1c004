import { LIMITS } from '../../core/limits.js'
import type { Report, ReportSuspect } from '../../core/report/model.js'
import { showText } from '../../core/words/escape.js'
import { type FrameGroup, groupFrames } from '../../core/words/frames.js'
import { describeKind } from '../../core/words/kinds.js'
import {
  describeResource,
  describeWhy,
  formatPlace,
  formatSite,
  formatSiteWithFunction,
  formatSuspectProcess,
} from '../../core/words/suspect.js'
import { truncateEnd, truncateStart } from '../../core/words/width.js'
import { renderExcerpt } from './excerpt.js'
import { LABEL_WIDTH, labelLines, layRow } from './rows.js'
import type { Style, TextOptions } from './style.js'

/** The first suspect in full: place, what it is, excerpt, why, fix. At most nine lines at 80 cells. */
export function renderFirstSuspect(suspect: ReportSuspect, options: TextOptions, style: Style): string[] {
  const { width } = options
  const room = Math.max(8, width - LABEL_WIDTH - suspect.confidence.length - 3)
  const place = style.bold(style.red(truncateStart(formatPlace(suspect), room, style.glyphs.ellipsis)))
  const verbose = options.verbosity === 'verbose'
  const lines = labelLines('held by', [`${place} ${style.dim(`[${showText(suspect.confidence, 10)}]`)}`], style)
  lines.push(...layRow('', describeWhat(suspect), width, verbose ? 4 : 1, style))
  lines.push(...renderExcerpt(suspect, options, style))
  if (suspect.fix !== null) lines.push(...layRow('fix', showText(suspect.fix), width, verbose ? 8 : 2, style))
  lines.push(...layRow('why', describeWhy(suspect), width, verbose ? 8 : 2, style))
  if (suspect.testFile !== null) lines.push(...layRow('in test', showText(suspect.testFile, 400), width, 1, style))
  if (verbose) lines.push(...renderDetails(suspect, width, style))
  return lines
}

/** `HTTP server listening on 127.0.0.1:5432, pid 4242 node server.mjs`. */
function describeWhat(suspect: ReportSuspect): string {
  const summary = showText(suspect.summary, 300) || describeKind(suspect.kind).label
  return suspect.site === null ? summary : `${summary}, ${formatSuspectProcess(suspect)}`
}

/** The others, a line each, most suspicious first. */
export function renderOtherSuspects(report: Report, options: TextOptions, style: Style): string[] {
  const others = report.suspects.slice(1)
  if (others.length === 0) return []
  const verbose = options.verbosity === 'verbose'
  const shown = verbose ? others : others.slice(0, LIMITS.summarySuspectsMax)
  const room = options.width - LABEL_WIDTH
  const lines = shown.flatMap((suspect) => {
    const line = truncateEnd(describeBriefly(suspect), room, style.glyphs.ellipsis)
    if (!verbose) return [line]
    const details = [...renderDetails(suspect, room, style), `fix: ${showText(suspect.fix ?? 'none known', 400)}`]
    return [line, ...details.map((detail) => truncateEnd(`  ${detail.trimStart()}`, room, style.glyphs.ellipsis))]
  })
  if (others.length > shown.length) lines.push(style.dim(`and ${others.length - shown.length} more`))
  return labelLines('also', lines, style)
}

/** One suspect in one line: `src/a.ts:3:9  interval of 1 s, pid 4242 node [likely]`. */
export function describeBriefly(suspect: ReportSuspect): string {
  const place = suspect.site === null ? '' : `${formatSite(suspect.site)}  `
  const summary = showText(suspect.summary, 200) || describeKind(suspect.kind).label
  return `${place}${summary}, ${formatSuspectProcess(suspect)} [${showText(suspect.confidence, 10)}]`
}

function renderDetails(suspect: ReportSuspect, width: number, style: Style): string[] {
  const lines: string[] = []
  const resource = describeResource(suspect)
  if (resource !== null) lines.push(...layRow('resource', resource, width, 3, style))
  if (suspect.thread !== null) lines.push(...layRow('thread', showText(suspect.thread, 200), width, 1, style))
  const room = width - LABEL_WIDTH
  const groups = groupFrames(suspect.stack).slice(0, LIMITS.summaryFramesMax)
  const stack = groups.map((group) => formatGroup(group, room, style))
  lines.push(...labelLines('stack', stack, style))
  return lines
}

function formatGroup({ frames, internal }: FrameGroup, width: number, style: Style): string {
  if (frames.length > 1)
    return style.dim(truncateEnd(`(${frames.length} frames not yours)`, width, style.glyphs.ellipsis))
  const text = frames
    .map((frame) => truncateStart(formatSiteWithFunction(frame), width, style.glyphs.ellipsis))
    .join('')
  return internal ? style.dim(text) : text
}
