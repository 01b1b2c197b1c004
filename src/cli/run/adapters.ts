import type { RuntimeAdapter } from '../../runtimes/runtime.js'

/**
 * The runtimes overstay can talk to. Each is loaded when it is needed: a probe to inject, or a process to ask; a quick
 * run that ends well loads none of their diagnosis.
 */
export async function loadAdapters(): Promise<readonly RuntimeAdapter[]> {
  return []
}
