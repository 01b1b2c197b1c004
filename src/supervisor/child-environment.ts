import { ENV } from '../protocol/environment.js'
import type { InjectContext, RuntimeAdapter } from '../runtimes/runtime.js'

export interface ChildEnvironment {
  readonly env: Readonly<Record<string, string>>
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
}

/**
 * The command's environment: the user's, overstay's own variables, and what the runtimes' probes need. An adapter that
 * fails to prepare its probe costs its precision and a warning, never the run.
 */
export async function prepareEnvironment(
  base: Readonly<Record<string, string | undefined>>,
  context: Omit<InjectContext, 'env'>,
  adapters: readonly RuntimeAdapter[],
  iteration: number | null,
): Promise<ChildEnvironment> {
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries(base)) if (value !== undefined) env[name] = value
  env[ENV.marker] = '1'
  env[ENV.runId] = context.runId
  env[ENV.runDir] = context.runDir
  if (iteration !== null) env[ENV.iteration] = String(iteration)
  const warnings: { code: string; message: string }[] = []
  for (const adapter of adapters) {
    if (adapter.inject === undefined) continue
    try {
      const change = await adapter.inject({ ...context, env })
      Object.assign(env, change?.set ?? {})
    } catch (error) {
      warnings.push({ code: 'probe-not-injected', message: `${adapter.name}: ${(error as Error).message}` })
    }
  }
  return { env, warnings }
}
