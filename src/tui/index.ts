/** The screen: everything but the decision to open it. Loaded only when it opens. */
export { Emulator } from './terminal/emulator.js'
export { LEAVE_SCREEN } from './terminal/restore.js'
export { Tui, type TuiSource } from './tui.js'
