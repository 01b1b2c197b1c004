/** The life of async resources over a whole run, as the report carries it under `profile`. */
export interface Profile {
  readonly version: 1
  readonly processes: readonly ProfiledProcess[]
  /** The user's before internal ones; then what holds at the end, what grew, and what there was most of. */
  readonly sites: readonly ProfiledSite[]
  /** In the order in which the files ended. */
  readonly files: readonly ProfiledFile[]
  /** Resources that lived for a second or more, oldest first: for timelines. */
  readonly spans: readonly ProfiledSpan[]
  /** Things left out because a bound was reached, by what they are. */
  readonly dropped: Readonly<Record<string, number>>
}

/** One process, or one worker thread of it (`thread` above 0). */
export interface ProfiledProcess {
  readonly pid: number
  readonly thread: number
  /** Did it write its last picture at its exit? Otherwise it was killed, or is still there. */
  readonly ended: boolean
  readonly created: Readonly<Record<string, number>>
  readonly aliveAtEnd: Readonly<Record<string, number>>
  readonly holdingAtEnd: Readonly<Record<string, number>>
  /** Live counts by kind over time, thinned out to at most `profilePointsMax`. */
  readonly points: readonly ProfiledPoint[]
}

export interface ProfiledPoint {
  readonly atMs: number
  readonly alive: Readonly<Record<string, number>>
}

export interface ProfiledFrame {
  readonly file: string
  readonly line: number
  readonly column: number | null
  readonly function: string | null
}

/** One place that makes resources of one kind, over all processes. */
export interface ProfiledSite {
  readonly kind: string
  readonly api: string
  readonly stack: readonly ProfiledFrame[]
  /** Made by the runner or a dependency, with no frame of the user's on the stack. */
  readonly internal: boolean
  readonly created: number
  readonly aliveAtEnd: number
  /** Of these, the ones that keep their process from ending. */
  readonly holdingAtEnd: number
  readonly lifeTotalMs: number
  readonly lifeMeanMs: number | null
  readonly lifeMaxMs: number
  /** How many more were left over by the last test file of a process than by its first. */
  readonly growth: number
  /** Test files after which some were left over, as far as known. */
  readonly leftOverBy: readonly string[]
}

export interface ProfiledFile {
  readonly file: string
  readonly pid: number
  readonly thread: number
  readonly atMs: number
  readonly alive: Readonly<Record<string, number>>
  readonly holding: Readonly<Record<string, number>>
  /** Indexes into `sites` of what this file added and left over, holding its worker; internal places left out. */
  readonly leftOver: readonly number[]
}

export interface ProfiledSpan {
  readonly pid: number
  readonly thread: number
  /** Index into `sites`. */
  readonly site: number
  readonly startMs: number
  /** null: it never ended while its process was watched. */
  readonly endMs: number | null
}
