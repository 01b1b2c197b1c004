import { NO_COUNTS } from '../finish/claim.js'
import { findLivingByPid } from '../tree/tree-state.js'
import type { Turn } from '../turn.js'
import { askDiagnosis, isAsking, takeAnswer } from './diagnose.js'
import { declareHang } from './hang.js'

/**
 * A hook that runs after the tests and does not end: runners print no summary meanwhile, so no finish comes. Its tests
 * are over; what is left is teardown, and the teardown limit bounds it, work or not. Only where nothing is heard from
 * anywhere else, and no other process is known to be inside a test. True when the run is being found wanting by it.
 */
export function checkTeardownHook(turn: Turn): boolean {
  const { policy, finish, newsAtMs, tree } = turn.state
  const living = finish.doing.filter((one) => findLivingByPid(tree, one.pid) !== null)
  const hooks = living.filter((one) => one.doing === 'teardownHook')
  const hook = hooks[hooks.length - 1]
  if (hook === undefined || living.some((one) => one.doing === 'test')) return false
  if (!turn.isDue(newsAtMs + policy.teardownLimitMs)) return false
  if (takeAnswer(turn, 'overstay') === null) {
    if (!isAsking(turn, 'overstay')) askDiagnosis(turn, 'overstay')
    return true
  }
  const runner = finish.hooks[finish.hooks.length - 1]?.runner ?? 'unknown'
  const believed = { runner, verdict: 'unknown', counts: NO_COUNTS, line: null, source: 'hook' } as const
  turn.update({ finish: { ...finish, believed, atMs: hook.atMs } })
  declareHang(turn, 'overstayed')
  return true
}
