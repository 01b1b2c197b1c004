/**
 * What a plain run needs. The heavier faces are loaded by `formats.ts` when they are wanted, and `saved-runs.ts` is
 * imported where saved files are read, so that a plain run does not pay for them. Words shared by all
 * faces are in core/words.
 */
export { dressForCi } from './ci.js'
export { renderAnnouncement } from './text/announce.js'
export { pickExcerptFiles } from './text/excerpt.js'
export { renderText } from './text/render.js'
export type { TextOptions } from './text/style.js'
