import type { FinishRecogniser } from '../../core/finish/claim.js'
import { createFinishRecogniser } from '../../core/finish/recogniser.js'
import { readTerminalSize } from '../../supervisor/terminal/terminal-size.js'
import type { RunPlan } from './plan.js'

/** What reads the command's output for the end of the tests, as the plan wants it. `say` gets the lines of --explain-finish. */
export async function createRecogniser(plan: RunPlan, say: (line: string) => void): Promise<FinishRecogniser> {
  const columns = plan.usePty ? readTerminalSize(process.stdout).columns : null
  const options = { runner: plan.runner, markers: plan.markers, columns }
  if (!plan.explainFinish) return createLazily(() => createFinishRecogniser(options))
  const { explainFinish } = await import('../../core/finish/explain.js')
  return explainFinish(options, (line) => say(`finish: ${line}`))
}

/** Building the tables of all formats takes some ms: a command that says nothing need not pay for it. */
function createLazily(create: () => FinishRecogniser): FinishRecogniser {
  let made: FinishRecogniser | null = null
  const get = () => {
    made ??= create()
    return made
  }
  return {
    feed: (stream, bytes) => get().feed(stream, bytes),
    end: () => made?.end() ?? [],
    resize: (columns) => made?.resize(columns),
  }
}
