import { LIMITS } from '../limits.js'
import { setPhase, setSampling } from '../phases/move.js'
import { isTreeKnownSince } from '../phases/thorough.js'
import { toKey } from '../tree/member.js'
import type { Turn } from '../turn.js'
import type { Rung } from './ladder-state.js'
import { climbRelease } from './release.js'
import { condemned, enterRung, isBefore, sendSignal, setStage, signalUnseenCommand } from './rungs.js'
import { climbStrays } from './strays.js'

/** Begin to end what is left, from this rung on. A ladder already begun only ever moves on, never back. */
export function startLadder(turn: Turn, rung: Rung): void {
  const { ladder } = turn.state
  if (ladder === null) {
    enterRung(turn, rung)
  } else if (isBefore(ladder.rung, rung)) {
    enterRung(turn, rung)
  }
  setPhase(turn, 'ending')
}

/** Something is being ended: one look at where the ladder stands, after every event. */
export function decideEnding(turn: Turn): void {
  setSampling(turn, LIMITS.sampleEndingMs)
  for (let round = 0; round < LIMITS.phaseChangesMax; round += 1) {
    const rung = turn.state.ladder?.rung
    if (rung === undefined || turn.state.phase !== 'ending') return
    climb(turn, rung)
    if (turn.state.ladder?.rung === rung) return
  }
}

function climb(turn: Turn, rung: Rung): void {
  const hasExited = turn.state.command.exit !== null
  if (hasExited && isReleaseAnswerDue(turn)) return
  if (hasExited && isAllGone(turn)) return setPhase(turn, 'ended')
  if (hasExited && isBefore(rung, 'aftermath')) return enterRung(turn, 'aftermath')
  switch (rung) {
    case 'release':
      return climbRelease(turn, 'precise')
    case 'strays':
      return climbStrays(turn)
    case 'interrupt':
      return climbRelease(turn, 'interrupt')
    case 'aftermath':
      return climbAftermath(turn)
    case 'terminate':
      return climbTerminate(turn)
    case 'kill':
      return climbKill(turn)
  }
}

/** The command has gone while a release was under way: only the answer says whether that let it go. */
function isReleaseAnswerDue(turn: Turn): boolean {
  const { ladder } = turn.state
  return ladder !== null && ladder.releaseAskId !== null && !turn.isDue(ladder.untilMs)
}

/** The command has gone by itself: its children get the leak timeout to follow. While it lives there is no aftermath. */
function climbAftermath(turn: Turn): void {
  const { exit } = turn.state.command
  if (exit === null || turn.isDue(exit.atMs + turn.state.policy.leakTimeoutMs)) enterRung(turn, 'terminate')
}

function climbTerminate(turn: Turn): void {
  const ladder = turn.state.ladder!
  if (ladder.stage === 0) {
    if (!isTreeKnownSince(turn, ladder.untilMs)) return
    const targets = condemned(turn)
    sendSignal(turn, 'SIGTERM', targets)
    signalUnseenCommand(turn, 'SIGTERM')
    // A stopped process acts on nothing but SIGCONT and SIGKILL.
    sendSignal(
      turn,
      'SIGCONT',
      targets.filter((member) => member.state === 'stopped'),
    )
    setStage(turn, 1, turn.nowMs + killAfterMs(turn))
  }
  if (turn.isDue(turn.state.ladder!.untilMs)) enterRung(turn, 'kill')
}

function killAfterMs(turn: Turn): number {
  const { killAfterMs } = turn.state.policy
  return turn.state.user.endSignal === null ? killAfterMs : Math.min(killAfterMs, LIMITS.interruptedKillAfterMs)
}

/** Rounds: kill all that a fresh look shows, until a look shows nobody, or the rounds are used up. */
function climbKill(turn: Turn): void {
  const ladder = turn.state.ladder!
  if (ladder.stage > 0 && !turn.isDue(ladder.untilMs)) return
  if (ladder.killRoundCount >= LIMITS.killRoundsMax) {
    const survivors = condemned(turn).map(toKey)
    turn.update({ ladder: { ...ladder, survivors } })
    return setPhase(turn, 'ended')
  }
  if (ladder.stage === 0 && !isTreeKnownSince(turn, ladder.untilMs)) return
  sendSignal(turn, 'SIGKILL', condemned(turn))
  signalUnseenCommand(turn, 'SIGKILL')
  isTreeKnownSince(turn, turn.nowMs + 1)
  turn.update({ ladder: { ...ladder, killRoundCount: ladder.killRoundCount + 1 } })
  setStage(turn, 1, turn.nowMs + LIMITS.killRoundMs)
  turn.isDue(turn.nowMs + LIMITS.killRoundMs)
}

/** Nobody left who should not be, by a thorough look that began after the command's end and the last signal. */
function isAllGone(turn: Turn): boolean {
  const { command, steps } = turn.state
  // A look that a bound has cut short may have missed somebody.
  if (condemned(turn).length > 0 || !turn.state.tree.complete) return false
  const sinceMs = Math.max(command.exit?.atMs ?? 0, steps[steps.length - 1]?.atMs ?? 0)
  return isTreeKnownSince(turn, sinceMs)
}
