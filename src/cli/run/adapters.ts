import { looksLikeNode } from '../../runtimes/node/attach/verify.js'
import { nodeInjection } from '../../runtimes/node/inject.js'
import { injectPython } from '../../runtimes/python/inject.js'
import { isPython } from '../../runtimes/python/recognise.js'
import type { RuntimeAdapter } from '../../runtimes/runtime.js'

/**
 * The runtimes overstay can talk to. Recognising and injecting are cheap; what asks and releases is loaded when a run
 * overstays, so that a run that ends well does not pay for it.
 */
export const ADAPTERS: readonly RuntimeAdapter[] = [
  lazily('node', looksLikeNode, nodeInjection, async () =>
    (await import('../../runtimes/node/adapter.js')).createNodeAdapter(),
  ),
  lazily('python', isPython, injectPython, async () =>
    (await import('../../runtimes/python/adapter.js')).createPythonAdapter(),
  ),
]

function lazily(
  name: string,
  recognises: RuntimeAdapter['recognises'],
  inject: NonNullable<RuntimeAdapter['inject']>,
  load: () => Promise<RuntimeAdapter>,
): RuntimeAdapter {
  let loaded: Promise<RuntimeAdapter> | null = null
  const adapter = () => {
    loaded ??= load()
    return loaded
  }
  return {
    name,
    recognises,
    inject,
    ask: async (target, context) => (await adapter()).ask(target, context),
    release: async (target, findings, context) => (await (await adapter()).release?.(target, findings, context)) ?? [],
  }
}
