import { LIMITS } from '../limits.js'
import type { Turn } from '../turn.js'
import { checkDeadline } from './deadline.js'
import { askDiagnosis, isAsking, takeAnswer } from './diagnose.js'
import { declareHang } from './hang.js'
import { setPhase, setSampling } from './move.js'
import { checkTeardownHook } from './teardown-hook.js'

/** The command is being started: it starts, or it does not. */
export function decideStarting(turn: Turn): void {
  if (turn.state.command.failure !== null) setPhase(turn, 'ended')
  else if (turn.state.command.pid !== null) setPhase(turn, 'running')
}

/** Tests run. The only things to watch for are their end, silence where asked, and the bounds. */
export function decideRunning(turn: Turn): void {
  setSampling(turn, LIMITS.sampleRunningMs)
  if (turn.state.command.exit !== null) return setPhase(turn, 'lingering')
  if (turn.state.finish.atMs !== null) return setPhase(turn, 'teardown')
  if (checkDeadline(turn)) return
  if (turn.state.watchMode !== null || checkTeardownHook(turn)) return
  checkSilence(turn)
}

function checkSilence(turn: Turn): void {
  const { policy, progressAtMs, newsAtMs } = turn.state
  if (takeAnswer(turn, 'notice') !== null) turn.ask({ type: 'announce', announcement: 'notice' })
  if (policy.stallMs !== null && turn.isDue(progressAtMs + policy.stallMs)) {
    if (takeAnswer(turn, 'stall') !== null) return declareHang(turn, 'stalled')
    if (!isAsking(turn, 'stall')) askDiagnosis(turn, 'stall')
    return
  }
  if (policy.noticeMs === null || turn.state.noticed) return
  // CPU without a word may be work: it is given twice the time before somebody asks.
  const isSilent = turn.isDue(progressAtMs + policy.noticeMs)
  if (isSilent || turn.isDue(newsAtMs + 2 * policy.noticeMs)) {
    turn.update({ noticed: true })
    askDiagnosis(turn, 'notice')
  }
}
