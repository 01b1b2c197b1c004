import type { StackFrame } from '../suspects/finding.js'

/** A stretch of a stack: one frame of the user's own, or neighbours that are not. */
export interface FrameGroup {
  readonly frames: readonly StackFrame[]
  readonly internal: boolean
}

/** Neighbouring frames of runtimes, runners and libraries put together, so that the user's own stand out. */
export function groupFrames(stack: readonly StackFrame[]): FrameGroup[] {
  const groups: { frames: StackFrame[]; internal: boolean }[] = []
  for (const frame of stack) {
    const last = groups.at(-1)
    if (frame.internal && last?.internal === true) last.frames.push(frame)
    else groups.push({ frames: [frame], internal: frame.internal })
  }
  return groups
}
