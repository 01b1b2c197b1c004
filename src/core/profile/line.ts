/** What the profile is computed from, in the order in which it was written; the same as src/protocol/profile.ts has it. */
export type ProfileInput = SiteLine | SnapshotLine | TallyLine | SpanLine

interface Source {
  readonly pid: number
  readonly thread: number
  /** Wall clock, ms since the epoch. */
  readonly t: number
}

export interface SiteLine extends Source {
  readonly type: 'site'
  readonly site: number
  readonly kind: string
  readonly api: string
  readonly stack: readonly {
    readonly file: string
    readonly line: number
    readonly column: number | null
    readonly function: string | null
  }[]
  readonly testFile: string | null
}

export interface SnapshotLine extends Source {
  readonly type: 'snapshot'
  readonly reason: 'tick' | 'fileEnded' | 'exit'
  readonly testFile: string | null
  readonly created: Readonly<Record<string, number>>
  readonly alive: Readonly<Record<string, number>>
  readonly holding: Readonly<Record<string, number>>
}

/** site, created, ended, alive, holding, sum of the lives of the ended (ms), longest life (ms). */
export interface TallyLine extends Source {
  readonly type: 'tally'
  readonly rows: readonly (readonly [number, number, number, number, number, number, number])[]
}

export interface SpanLine extends Source {
  readonly type: 'span'
  readonly site: number
  readonly serial: number
  readonly startedAt: number
  readonly endedAt: number | null
}
