import type { ProcessSample, TreeSample } from '../../../src/core/tree/sample.js'

/** A process of a sample with plausible facts; tests say only what matters to them. */
export function proc(pid: number, facts: Partial<ProcessSample> = {}): ProcessSample {
  return {
    pid,
    startId: pid * 10,
    ppid: 1,
    pgid: 100,
    sid: 100,
    startedAtMs: pid,
    name: 'prog',
    command: ['prog', String(pid)],
    state: 'sleeping',
    cpuMs: 0,
    rssBytes: 1_000,
    threads: 1,
    marks: ['child'],
    ...facts,
  }
}

/** The command: pid 10, child of 9 (the supervisor or keeper). */
export function command(facts: Partial<ProcessSample> = {}): ProcessSample {
  return proc(10, { ppid: 9, marks: ['command'], ...facts })
}

export function sampleAt(atMs: number, ...processes: readonly ProcessSample[]): TreeSample {
  return { atMs, processes, complete: true }
}
