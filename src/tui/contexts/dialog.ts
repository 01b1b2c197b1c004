import type { UserDecision } from '../../core/events.js'

/**
 * A question over the screen. Whom and what it is about is fixed when it opens: what happens meanwhile to the lists
 * behind it cannot change the answer's target.
 */
export interface Dialog {
  readonly title: string
  readonly lines: readonly string[]
  readonly choices: readonly Choice[]
  selected: number
}

export interface Choice {
  /** The key that takes it at once. */
  readonly key: string
  readonly label: string
  readonly does: ChoiceDeed
}

export type ChoiceDeed =
  | { readonly type: 'decide'; readonly decision: UserDecision; readonly closes: boolean }
  /** Leave the screen; the run goes on in the plain terminal. */
  | { readonly type: 'close' }
  | { readonly type: 'cancel' }
