import { LIMITS } from '../../core/limits.js'
import { attributeSpawn } from '../../core/suspects/attribute-spawn.js'
import type { AskContext, AskTarget, RuntimeAdapter, RuntimeAnswer } from '../runtime.js'
import { confirmBusyThreads } from './busy-threads.js'
import { askAgent, type Reply, readSnapshot } from './channel.js'
import { readLastPhase } from './events.js'
import { explainPython } from './explain/explain.js'
import { explainStacks } from './explain/stacks.js'
import { injectPython } from './inject.js'
import { askFromOutside } from './outside.js'
import { isPython } from './recognise.js'
import { releasePython } from './release.js'

/** Python: asked by one signal where our agent is loaded, from outside where it is not. */
export function createPythonAdapter(): RuntimeAdapter {
  return { name: 'python', recognises: isPython, inject: injectPython, ask: askPython, release: releasePython }
}

async function askPython(target: AskTarget, context: AskContext): Promise<RuntimeAnswer> {
  try {
    const [detail, reply] = await Promise.all([confirmBusyThreads(target.detail), askWithinBudget(target, context)])
    const known = { ...target, detail }
    return (await explainReply(known, context, reply)) ?? (await askFromOutside(known, context, reply.problem))
  } catch (error) {
    return {
      findings: [],
      willEndInMs: null,
      answered: false,
      warnings: [{ code: 'python-ask-failed', message: `process ${target.process.pid}: ${String(error)}` }],
    }
  }
}

async function askWithinBudget(target: AskTarget, context: AskContext): Promise<Reply> {
  if (!context.mayTouch) return { answer: null, stacks: [], problem: 'it may not be touched' }
  const { pid } = target.process
  // No Python code runs in finalization: C's stacks are there at once, and nothing more will come.
  const isFinalizing = (await readLastPhase(pid, context.runDir)) === 'finalization'
  const waitMs = isFinalizing ? LIMITS.pythonStacksMs : Math.min(LIMITS.pythonAnswerMs, context.budgetMs / 2)
  return askAgent(pid, context.runDir, waitMs, context.signal)
}

/** null: the process said nothing at all. */
async function explainReply(target: AskTarget, context: AskContext, reply: Reply): Promise<RuntimeAnswer | null> {
  const key = { pid: target.process.pid, startId: target.process.startId }
  if (reply.answer !== null) {
    const explained = explainPython(
      reply.answer,
      key,
      context.cwd,
      target.detail,
      attributeSpawn(target.process, context.spawns, null),
    )
    const warnings = reply.answer.problems.map((problem) => ({
      code: 'python-incomplete',
      message: `process ${key.pid}: ${problem}`,
    }))
    return { ...explained, answered: true, warnings }
  }
  if (reply.stacks.length === 0) return null
  const snapshot = await readSnapshot(key.pid, context.runDir)
  const phase = await readLastPhase(key.pid, context.runDir)
  const findings = explainStacks(reply.stacks, snapshot, phase, key, context.cwd, target.detail)
  const message = `process ${key.pid}: ${reply.problem ?? 'no answer'}; only its stacks are known`
  return { findings, willEndInMs: null, answered: true, warnings: [{ code: 'python-mute', message }] }
}
