/**
 * What other rooms need at every run. The heavier faces are loaded by `REPORT_FORMATS` when they are wanted, and
 * `./parse.js` and `./repeat/*.js` are imported where saved files are read, so that a plain run does not pay for them.
 */
export { dressForCi } from './ci.js'
export { cutText, escapeForTerminal, escapeLines, guardLineStart, showText } from './escape.js'
export { findReportFormat, REPORT_FORMATS, type RenderOptions, type ReportFormat } from './formats.js'
export { renderJson, stringifySafely } from './json.js'
export { type AnnouncementFacts, renderAnnouncement } from './text/announce.js'
export { pickExcerptFiles } from './text/excerpt.js'
export { describeCulprit, renderText } from './text/render.js'
export type { TextOptions, Verbosity } from './text/style.js'
