import type { Session } from '../../supervisor/session.js'
import type { Speaker } from './speaker.js'

/**
 * The question on a terminal when a run overstays: one line, one key. The keys typed meanwhile are the answer, not the
 * command's input. Ctrl-C keeps its meaning.
 */
export function askAtPrompt(session: Session, speaker: Speaker): void {
  speaker.say('e: end it   w: wait   l: leave it running   (Ctrl-C: pass on to the command)')
  const answers: Readonly<Record<string, 'end' | 'wait' | 'leave'>> = { e: 'end', w: 'wait', l: 'leave' }
  session.interceptInput((bytes) => {
    const type = answers[String.fromCharCode(bytes[0] ?? 0).toLowerCase()]
    if (type === undefined) return bytes[0] === 3 ? 'pass' : 'keep'
    session.post({ type: 'userDecided', decision: { type } })
    return 'done'
  })
}
