import { LIMITS } from '../limits.js'
import type { ProcessRole } from '../report/model.js'
import { measureCpu } from './cpu.js'
import type { Member } from './member.js'
import { isLiving, joinMarks, keyText, toKey } from './member.js'
import type { ProcessKey, ProcessSample, TreeSample } from './sample.js'
import type { TreeChange, TreeState } from './tree-state.js'

/** ms by which a child may seem older than its parent: both are rounded to clock ticks or seconds. */
const START_ROUNDING_MS = 1_100

/**
 * Fold one sample into what is known. Total: nothing in a sample can make it fail. A sample older than the newest is
 * folded all the same (it cannot happen while the supervisor takes them one after the other).
 */
export function updateTree(tree: TreeState, sample: TreeSample): { tree: TreeState; change: TreeChange } {
  const byPid = new Map(sample.processes.map((process) => [process.pid, process]))
  const scope = withCommand(tree, sample)
  const living = new Map<string, Member>()
  const ended: Member[] = []
  const zombies = new Set<string>()
  const born: ProcessKey[] = []
  const reparented: ProcessKey[] = []

  for (const process of sample.processes) {
    const text = keyText(process)
    if (living.has(text) || zombies.has(text)) continue
    const known = tree.living.get(text)
    if (!isLiving(process)) {
      zombies.add(text)
      if (known === undefined && !tree.zombies.has(text)) {
        born.push(toKey(process))
        ended.push(endMember(admitMember(process, scope, byPid, sample.atMs), sample.atMs))
      }
      continue
    }
    if (known === undefined) born.push(toKey(process))
    else if (known.ppid !== process.ppid) reparented.push(toKey(process))
    living.set(
      text,
      known === undefined
        ? admitMember(process, scope, byPid, sample.atMs)
        : renewMember(known, process, scope, sample.atMs),
    )
  }

  for (const [text, member] of tree.living) if (!living.has(text)) ended.push(endMember(member, sample.atMs))
  const cpu = measureCpu(tree, living, sample.atMs)
  return {
    tree: {
      ...rememberEnded(scope, ended),
      living,
      zombies,
      commandExitedAtMs: commandExit(scope, living, sample.atMs),
      sampledAtMs: sample.atMs,
      complete: sample.complete,
      cpuMs: tree.cpuMs + cpu.usedMs,
      cpuPercent: cpu.windowPercent ?? tree.cpuPercent,
      cpuWindow: cpu.window,
    },
    change: {
      born,
      died: ended.map(toKey),
      reparented,
      cpuMs: cpu.usedMs,
      intervalMs: tree.sampledAtMs === null ? 0 : Math.max(0, sample.atMs - tree.sampledAtMs),
      windowPercent: cpu.windowPercent,
    },
  }
}

/** The first process that bears the mark `command` stays the command, whatever becomes of it. */
function withCommand(tree: TreeState, sample: TreeSample): TreeState {
  if (tree.command !== null) return tree
  const command = sample.processes.find((process) => process.marks.includes('command'))
  if (command === undefined) return tree
  return { ...tree, command: toKey(command), commandSid: command.sid, commandPpid: command.ppid }
}

function commandExit(tree: TreeState, living: ReadonlyMap<string, Member>, atMs: number): number | null {
  if (tree.commandExitedAtMs !== null || tree.command === null) return tree.commandExitedAtMs
  return living.has(keyText(tree.command)) ? null : atMs
}

function admitMember(
  process: ProcessSample,
  tree: TreeState,
  byPid: ReadonlyMap<number, ProcessSample>,
  atMs: number,
): Member {
  const parent = byPid.get(process.ppid)
  const isParent = parent !== undefined && parent.startedAtMs <= process.startedAtMs + START_ROUNDING_MS
  const parentKey = isParent ? toKey(parent) : null
  const isNewborn = tree.sampledAtMs === null || process.startedAtMs >= tree.sampledAtMs
  return {
    ...currentFacts(process),
    parent: parentKey,
    role: judgeRole(process, parentKey, tree),
    marks: process.marks,
    firstSeenAtMs: atMs,
    lastSeenAtMs: atMs,
    endedAtMs: null,
    endedBy: null,
    endingBy: null,
    outlivedCommand: hasOutlived(tree, process, atMs),
    cpuPercent: 0,
    cpuWindow:
      isNewborn && process.startedAtMs >= 0
        ? { sinceMs: process.startedAtMs, sinceCpuMs: 0 }
        : { sinceMs: atMs, sinceCpuMs: process.cpuMs },
    rssPeakBytes: process.rssBytes,
  }
}

function renewMember(known: Member, process: ProcessSample, tree: TreeState, atMs: number): Member {
  const elapsedMs = atMs - known.cpuWindow.sinceMs
  const isWindowOver = elapsedMs >= LIMITS.cpuWindowMs
  return {
    ...known,
    ...currentFacts(process),
    role: judgeRole(process, known.parent, tree),
    marks: joinMarks(known.marks, process.marks),
    lastSeenAtMs: atMs,
    outlivedCommand: known.outlivedCommand || hasOutlived(tree, process, atMs),
    cpuPercent: isWindowOver
      ? (100 * Math.max(0, process.cpuMs - known.cpuWindow.sinceCpuMs)) / elapsedMs
      : known.cpuPercent,
    cpuWindow: isWindowOver ? { sinceMs: atMs, sinceCpuMs: process.cpuMs } : known.cpuWindow,
    rssPeakBytes: Math.max(known.rssPeakBytes, process.rssBytes),
  }
}

function currentFacts(process: ProcessSample) {
  const { pid, startId, ppid, pgid, sid, name, command, state, startedAtMs, cpuMs, rssBytes, threads } = process
  const reapedCpuMs = process.reapedCpuMs ?? 0
  return { pid, startId, ppid, pgid, sid, name, command, state, startedAtMs, cpuMs, reapedCpuMs, rssBytes, threads }
}

/** `detached` (own session) says more than `reparented`, so it wins where both are true. */
function judgeRole(process: ProcessSample, parent: ProcessKey | null, tree: TreeState): ProcessRole {
  if (tree.command !== null && keyText(tree.command) === keyText(process)) return 'command'
  if (tree.commandSid !== null && process.sid !== null && process.sid !== tree.commandSid) return 'detached'
  if (process.ppid === tree.commandPpid) return 'descendant'
  return parent === null || parent.pid !== process.ppid ? 'reparented' : 'descendant'
}

function hasOutlived(tree: TreeState, process: ProcessSample, atMs: number): boolean {
  if (tree.commandExitedAtMs === null || atMs < tree.commandExitedAtMs) return false
  return tree.command === null || keyText(tree.command) !== keyText(process)
}

function endMember(member: Member, atMs: number): Member {
  return { ...member, endedAtMs: atMs, endedBy: member.endingBy ?? 'self' }
}

function rememberEnded(tree: TreeState, newlyEnded: readonly Member[]): TreeState {
  if (newlyEnded.length === 0) return tree
  const all = [...tree.ended, ...newlyEnded]
  const dropped = Math.max(0, all.length - LIMITS.endedMembersMax)
  return {
    ...tree,
    ended: dropped === 0 ? all : all.slice(dropped),
    endedDroppedCount: tree.endedDroppedCount + dropped,
  }
}
