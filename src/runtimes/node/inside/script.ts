import type { CollectOptions, ReleaseOptions } from './kit.js'
import { collectParts, pulseParts, releaseParts } from './parts.js'

/** The name our code has in the target's stacks; it tells our frames from those we interrupted. */
export const ASK_SCRIPT_NAME = 'overstay-ask.js'

/** The expression that, evaluated with the command-line API, answers ThreadFacts. */
export function buildCollectScript(options: CollectOptions): string {
  return buildScript(collectParts, 'collect', options)
}

/** The expression that answers Pulse. */
export function buildPulseScript(): string {
  return buildScript(pulseParts, 'takePulse', {})
}

/** The expression that lets go of things and answers, for each, whether it did. */
export function buildReleaseScript(options: ReleaseOptions): string {
  return buildScript(releaseParts, 'releaseItems', options)
}

/**
 * Turns functions into one self-contained expression: they become methods of one object and meet again as `this`.
 * `require` is the inspector's own, present in CommonJS, ES modules and worker threads alike.
 */
export function buildScript(parts: Readonly<Record<string, unknown>>, entry: string, options: object): string {
  let methods = texts.get(parts)
  if (methods === undefined) {
    methods = Object.entries(parts)
      .map(([name, part]) => `kit.${name} = ${String(part)}`)
      .join('\n')
    texts.set(parts, methods)
  }
  return [
    '(() => {',
    'const load = typeof require === "function" ? require : process.getBuiltinModule',
    `const kit = { require: (name) => load("node:" + name), options: ${JSON.stringify(options)},`,
    'post: () => null, desk: null, preload: null, problems: [], scripts: new Map() }',
    methods,
    `return kit.${entry}()`,
    '})()',
    `//# sourceURL=${ASK_SCRIPT_NAME}`,
  ].join('\n')
}

const texts = new Map<object, string>()
