import type { UserDecision } from '../../core/events.js'
import type { Ui } from '../contexts/ui.js'
import type { Layout } from '../layout.js'
import type { Snapshot } from '../snapshot.js'
import type { OutputScreen } from '../views/output.js'

/** What can be done to a run that lives. Everything else about it is the core's decision. */
export interface RunControl {
  decide(decision: UserDecision): void
  /** Bytes for the command's terminal. */
  typeInto(bytes: Uint8Array): void
  /** False over pipes: the command reads its own stdin. */
  readonly canType: boolean
  /** Ctrl-Z: stop the command and overstay, as a shell's job. */
  suspend(): void
}

/** What the controllers work with: the person's place on the screen, the run, and the few things outside of both. */
export interface Desk {
  readonly ui: Ui
  readonly control: RunControl | null
  readonly output: OutputScreen
  /** The run as it is: what is done to it goes by this, never by a list that stands still. */
  now(): Snapshot
  /** The run as the lists show it: standing still while paused. */
  shown(): Snapshot
  layout(): Layout
  say(text: string, tone?: 'good' | 'bad' | 'plain'): void
  /** Said until the run itself has news of it. */
  sayBriefly(text: string): void
  /** Writes the report; resolves to what became of it. */
  writeReport(file: string): Promise<{ readonly isWritten: boolean; readonly text: string }>
  copy(text: string): void
  edit(file: string, line: number): void
  setTyping(isTyping: boolean): void
  setMouse(isOn: boolean): void
  close(): void
}
