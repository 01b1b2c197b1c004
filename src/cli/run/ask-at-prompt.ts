import type { LiveRun } from '../../supervisor/run.js'
import type { Speaker } from './speaker.js'

const CTRL_C = 3

/**
 * The question on a terminal when a run overstays: one line, one key. The keys typed meanwhile are the answer, not the
 * command's input. Ctrl-C ends the run, as the line says.
 */
export function askAtPrompt({ session, terminal }: LiveRun, speaker: Speaker): void {
  speaker.say('e or Ctrl-C: end it   w: wait   l: leave it running')
  const answers: Readonly<Record<string, 'end' | 'wait' | 'leave'>> = { e: 'end', w: 'wait', l: 'leave' }
  const giveBack = terminal.borrowKeyboard((bytes) => {
    const key = bytes[0] ?? 0
    const type = key === CTRL_C ? 'end' : answers[String.fromCharCode(key).toLowerCase()]
    if (type === undefined) return
    giveBack()
    session.post({ type: 'userDecided', decision: { type } })
  })
}
