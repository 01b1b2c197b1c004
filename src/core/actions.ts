import type { EndedBy, Outcome, SignalName } from './outcome.js'
import type { Finding } from './suspects/finding.js'
import type { ProcessKey } from './tree/sample.js'

/** All that the core may ask the supervisor for, in the imperative. None of them is awaited inside the loop. */
export type Action =
  /** From now on sample every `intervalMs`; the supervisor answers each tick with `treeSampled`. */
  | { readonly type: 'setSampling'; readonly intervalMs: number }
  /** One thorough sample now, by every mark. */
  | { readonly type: 'takeSample' }
  /** Ask every runtime of the tree at once; answer with `diagnosed` within `budgetMs`, whatever happens. */
  | {
      readonly type: 'diagnose'
      readonly askId: number
      readonly budgetMs: number
      readonly targets: readonly ProcessKey[]
    }
  /** Let go of these findings; answer with `released` within `budgetMs`. */
  | {
      readonly type: 'release'
      readonly askId: number
      readonly budgetMs: number
      readonly findings: readonly Finding[]
    }
  /** Signal exactly these; identity is checked again before each. Answer with `signalsSent`. */
  | {
      readonly type: 'sendSignal'
      readonly signal: SignalName
      readonly targets: readonly ProcessKey[]
      /** The person chose this very signal; absent: the ladder did. */
      readonly by?: 'user'
    }
  /** Pass a signal on to the command as its terminal would (pty: the job in its foreground; pipes: the process). */
  | { readonly type: 'forwardSignal'; readonly signal: SignalName }
  /** Say something on stderr, through the one place that knows how (report/ renders it). */
  | { readonly type: 'announce'; readonly announcement: Announcement }
  /** Write the reports as they would be now; the run goes on. */
  | { readonly type: 'writeInterimReport' }
  /** Hand the decision to the person at the terminal; `userDecided` comes back. */
  | { readonly type: 'askUser' }
  /** Stop waiting for the command's streams and let the keeper go; nothing of the run is needed any more. */
  | { readonly type: 'closeOutput' }
  /** Detach without ending anything (`--on-hang leave`). */
  | { readonly type: 'detach' }
  /** The last action of every run. */
  | { readonly type: 'conclude'; readonly outcome: Outcome; readonly exitCode: number; readonly endedBy: EndedBy }

export type Announcement =
  | 'interruptForwarded' // first Ctrl-C: says what a second will do
  | 'notice' // no progress before finish: who waits for what
  | 'overstayed' // the diagnosis, before anything is ended
  | 'leaked'
  | 'stalled'
  | 'deadline'
  | 'watchMode'
  | 'waiting' // --on-hang wait: reported once
