import { LIMITS } from '../../limits.js'
import type { HeldStream, ThreadWait } from '../../tree/sample.js'
import type { OsClaim } from './claim.js'
import { nameWithPid, shortName, showEndpoint } from './describe.js'
import { canRead, canWrite, type Holder, type OsView, type Subject } from './view.js'
import { findCircle, findWaitedFor } from './waiting-parent.js'

/** Says why a process stays, or null when this rule does not apply. The first rule that speaks is believed. */
export type OsRule = (subject: Subject, view: OsView) => OsClaim | null

export const OS_RULES: readonly OsRule[] = [
  claimStopped,
  claimCircle,
  claimHeldPipe,
  claimLeftBehind,
  claimBusy,
  claimStdin,
  claimPipe,
  claimFileLock,
  claimStray,
]

function claimStopped({ member }: Subject): OsClaim | null {
  if (member.state === 'traced')
    return {
      kind: 'stopped-process',
      summary: `${shortName(member)} is held by a debugger or tracer`,
      fix: 'Detach the debugger (gdb, strace, an IDE), or let the process run on before the tests end.',
      confidence: 'certain',
    }
  if (member.state !== 'stopped') return null
  return {
    kind: 'stopped-process',
    summary: `${shortName(member)} is stopped and cannot end by itself`,
    fix: 'Something sent it SIGSTOP or SIGTSTP, or it used the terminal from the background (SIGTTIN, SIGTTOU): give it its own stdin (</dev/null), and send SIGCONT before SIGTERM when ending it.',
    confidence: 'certain',
  }
}

/** Two or more members that wait for each other: a parent for its child's end, the child for its parent's input. */
function claimCircle(subject: Subject, view: OsView): OsClaim | null {
  const circle = findCircle(subject, view)
  const next = circle?.[1]
  if (circle === null || next === undefined) return null
  const { member } = subject
  return {
    kind: 'pipe',
    summary: `${shortName(member)} and ${nameWithPid(next.member)} wait for each other`,
    fix: 'Tell the child that nothing more comes before waiting for it: close its stdin (communicate(), stdin.end()) or send the worker its stop message, then read its output to the end and join it.',
    confidence: 'likely',
    evidence: [`${circle.map((one) => nameWithPid(one.member)).join(' waits for ')} waits for ${nameWithPid(member)}`],
  }
}

/** A process off the chain holds the writing end of a pipe on which a member of the chain is blocked. */
function claimHeldPipe(subject: Subject, view: OsView): OsClaim | null {
  if (subject.isOnChain) return null
  for (const stream of subject.detail?.held ?? []) {
    if (stream.what !== 'pipe' || !canWrite(stream)) continue
    const reader = (view.holders.get(stream.id) ?? []).find((holder) => isBlockedReader(holder, subject))
    // A parent that reads its own child's output is no victim of an orphan: the child simply has not ended.
    if (reader === undefined || reader.subject.member.pid === subject.member.ppid) continue
    const { member } = subject
    return {
      kind: 'inherited-output',
      summary: `${shortName(member)} still holds the pipe that ${nameWithPid(reader.subject.member)} reads to its end`,
      fix: leaveNoStreams(shortName(member)),
      confidence: 'likely',
      details: { fd: stream.fd, pipe: stream.id, readerPid: reader.subject.member.pid },
      evidence: [
        `${nameWithPid(reader.subject.member)} is blocked reading ${stream.id}; fd ${stream.fd} here can write it`,
      ],
    }
  }
  return null
}

function isBlockedReader(holder: Holder, writer: Subject): boolean {
  if (holder.subject.member === writer.member || !canRead(holder.stream)) return false
  const threads = holder.subject.detail?.threads ?? []
  return threads.some(
    (thread) => thread.syscall === 'read' && thread.fd === holder.stream.fd && thread.state !== 'running',
  )
}

function claimLeftBehind(subject: Subject): OsClaim | null {
  if (!subject.isStraggler) return null
  const { member, detail } = subject
  const output = detail?.held.filter((stream) => stream.what === 'output' && canWrite(stream)) ?? []
  const listens = listensPhrase(subject)
  if (output.length > 0)
    return {
      kind: 'inherited-output',
      summary: `${shortName(member)} outlived the command and still holds its output${listens}`,
      fix: leaveNoStreams(shortName(member)),
      confidence: 'certain',
      details: { fds: output.map((stream) => stream.fd).join(','), ...ports(subject) },
    }
  return {
    kind: member.role === 'detached' ? 'detached-process' : 'child-process',
    summary: `${shortName(member)} outlived the command${listens}`,
    fix: member.role === 'detached' ? endDetached(shortName(member)) : endChild(shortName(member)),
    confidence: 'certain',
    details: ports(subject),
  }
}

function claimBusy(subject: Subject): OsClaim | null {
  const { member, detail } = subject
  const running = (detail?.threads ?? []).filter((thread) => thread.state === 'running')
  if (member.cpuPercent < (running.length > 0 ? LIMITS.runningPercentMin : LIMITS.spinningPercentMin)) return null
  const thread = [...running].sort((a, b) => (b.cpuMs ?? 0) - (a.cpuMs ?? 0))[0]
  const isMain = thread === undefined || thread.tid === member.pid
  return {
    kind: 'busy-loop',
    summary: `${shortName(member)} keeps computing: ${Math.round(member.cpuPercent)} % of a core${
      isMain ? '' : ` in thread ${thread.name}`
    }`,
    fix: 'Look at what it computes (a stack or CPU profile of the running thread): a loop without an end or a wait that polls. Give the loop an exit condition or an await that can be cancelled.',
    confidence: 'likely',
    ...(thread === undefined ? {} : { thread: `${thread.name} (${thread.tid})` }),
    details: { cpuPercent: Math.round(member.cpuPercent) },
  }
}

function claimStdin(subject: Subject): OsClaim | null {
  const { member, detail } = subject
  if (detail === null) return null
  // Off the chain a pipe as stdin is how a parent talks to its server: only a terminal is meant for people.
  const isInput = (stream: HeldStream) => isTerminal(stream) || (stream.fd === 0 && subject.isOnChain)
  const streams = detail.held.filter((stream) => canRead(stream) && isInput(stream))
  const inputs = new Set(streams.map((stream) => stream.fd))
  const isReading = (thread: ThreadWait) =>
    (/^(read|readv)$/.test(thread.syscall ?? '') && thread.fd !== null && inputs.has(thread.fd)) ||
    (thread.watched ?? []).some((fd) => inputs.has(fd))
  const thread = detail.threads.find(isReading)
  if (thread === undefined) return null
  return {
    kind: 'stdin',
    summary: `${shortName(member)} waits for input from ${streams.some(isTerminal) ? 'the terminal' : 'its stdin'}`,
    fix: 'Nobody will type anything: run it with </dev/null, remove the prompt or debugger, or stop listening when the tests end (close the readline interface; process.stdin.pause() or unref()).',
    confidence: 'likely',
    thread: `${thread.name} (${thread.tid})`,
  }
}

function isTerminal(stream: HeldStream): boolean {
  return stream.what === 'terminal' || stream.id.startsWith('/dev/')
}

/** Blocked on a pipe that no other member can serve. */
function claimPipe(subject: Subject, view: OsView): OsClaim | null {
  const { member, detail } = subject
  for (const thread of detail?.threads ?? []) {
    const isReading = /^(read|readv)$/.test(thread.syscall ?? '')
    const isWriting = /^(write|writev)$/.test(thread.syscall ?? '') && thread.state !== 'running'
    const stream = detail?.held.find((held) => held.fd === thread.fd && held.what !== 'terminal')
    if (stream === undefined || !(isReading || isWriting)) continue
    const holders = (view.holders.get(stream.id) ?? []).filter(
      (holder) => holder.stream.fd !== stream.fd || holder.subject !== subject,
    )
    const ownEnd = holders.find((holder) => holder.subject === subject && canWrite(holder.stream))
    if (isReading)
      return {
        kind: 'pipe',
        summary:
          ownEnd === undefined
            ? `${shortName(member)} waits for data from a pipe that no process of the run writes to`
            : `${shortName(member)} reads a pipe to its end but holds the writing end itself`,
        fix: 'Close the writing end of the pipe in every process that does not write to it, the reader included.',
        confidence: ownEnd === undefined ? 'possible' : 'likely',
        thread: `${thread.name} (${thread.tid})`,
        details: { fd: stream.fd, pipe: stream.id },
      }
    const readers = holders.filter((holder) => canRead(holder.stream) && holder.subject !== subject)
    return {
      kind: 'pipe',
      summary: `${shortName(member)} cannot write on: ${
        stream.what === 'output' ? "the run's output" : 'its pipe'
      } is full and ${readers[0] === undefined ? 'nobody reads it' : `${nameWithPid(readers[0].subject.member)} does not read`}`,
      fix: 'Read the output of the child while it runs (or send it to a file or /dev/null): a pipe holds 64 KB, then the writer waits.',
      confidence: 'likely',
      thread: `${thread.name} (${thread.tid})`,
      details: { fd: stream.fd, pipe: stream.id },
    }
  }
  return null
}

/** While the command lives: a process the tests started and did not end. */
function claimStray(subject: Subject, view: OsView): OsClaim | null {
  const { member } = subject
  if (subject.isOnChain || view.tree.commandExitedAtMs !== null) return null
  const isDetached = member.role === 'detached'
  const parent = view.byPid.get(member.ppid)
  const isAwaited = parent !== undefined && findWaitedFor(parent, view).includes(subject)
  return {
    kind: isDetached ? 'detached-process' : 'child-process',
    summary: `${shortName(member)} is still running${listensPhrase(subject)}${
      isAwaited && parent !== undefined ? `, and ${nameWithPid(parent.member)} waits for it` : ''
    }`,
    fix: isDetached ? endDetached(shortName(member)) : endChild(shortName(member)),
    confidence: isAwaited ? 'likely' : 'possible',
    details: ports(subject),
  }
}

function claimFileLock(subject: Subject): OsClaim | null {
  const thread = subject.detail?.threads.find(
    ({ syscall, wchan }) => syscall === 'flock' || (syscall === 'fcntl' && /lock/.test(wchan ?? '')),
  )
  if (thread === undefined) return null
  return {
    kind: 'lock',
    summary: `${shortName(subject.member)} waits for a file lock`,
    fix: 'Another process holds the lock: release it when the tests end, or take it with a timeout.',
    confidence: 'likely',
    thread: `${thread.name} (${thread.tid})`,
    details: { fd: thread.fd },
  }
}

function listensPhrase({ detail }: Subject): string {
  const first = detail?.listening[0]
  return first === undefined ? '' : `, listening on ${showEndpoint(first)}`
}

function ports({ detail }: Subject): Readonly<Record<string, string>> {
  if (detail === null || detail.listening.length === 0) return {}
  return { listening: detail.listening.slice(0, LIMITS.evidenceItemsMax).map(showEndpoint).join(', ') }
}

function endChild(name: string): string {
  return `End ${name} when the tests end: keep its handle, kill it in the suite's teardown (afterAll, tearDown, a fixture's finalizer) and wait until it is gone.`
}

function endDetached(name: string): string {
  return `${name} runs in a session of its own (detached: true, setsid, start_new_session), so no signal to the suite reaches it: keep its pid and end it, with its process group, in the suite's teardown.`
}

function leaveNoStreams(name: string): string {
  return `End ${name} in the suite's teardown; if it is meant to stay, start it with its own streams (stdio: 'ignore', or </dev/null >file 2>&1) so that it does not keep the output open.`
}
