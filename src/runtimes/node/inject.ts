/** What the command's environment gets so that every Node process of the run loads the preload. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package-root.js'
import type { EnvironmentChange, InjectContext } from '../runtime.js'

/** Where the compiled preload is. */
const FOLDER = join(packageRoot(), 'dist/probes/node/')

/**
 * Starts nothing: when SIGUSR1 opens the inspector, its address is not printed on the process's stderr. Node removes the quotes; they
 * keep `node --test`, cluster and others from finding `--inspect` in NODE_OPTIONS and believing that somebody debugs,
 * which makes them warn and run one file at a time.
 */
const QUIET_INSPECTOR = '--"inspect-publish-uid"=http'

/**
 * Extends NODE_OPTIONS by the preload and a quieter inspector. Somebody who debugs keeps his own inspector settings. Null
 * when there is nothing to add.
 */
export function nodeInjection(context: InjectContext): EnvironmentChange | null {
  const given = context.env['NODE_OPTIONS'] ?? ''
  const added: string[] = []
  const debugs = [given, ...(context.command ?? [])].some((text) => /(^|\s)--inspect/.test(text))
  if (!debugs && !given.includes(QUIET_INSPECTOR)) added.push(QUIET_INSPECTOR)

  const preload = preloadPath()
  if (preload !== null && !given.includes(preload)) added.push(`--require ${quoteNodeOption(preload)}`)
  if (added.length === 0) return null
  // First, so that a package manager's or tracer's own hooks come after and see nothing of it.
  const options = given.trim() === '' ? added.join(' ') : `${added.join(' ')} ${given}`
  return {
    set: {
      NODE_OPTIONS: options,
      ...(context.profile ? { OVERSTAY_PROFILE: '1' } : {}),
      ...(context.deep ? { OVERSTAY_DEEP: '1' } : {}),
    },
  }
}

/** `packed.cjs` is the same code in one file; in a working copy it is missing or old when only the compiler has run. */
function preloadPath(): string | null {
  const packed = modifiedAtMs(`${FOLDER}packed.cjs`)
  const built = modifiedAtMs(`${FOLDER}tsconfig.tsbuildinfo`)
  if (packed !== null && (built === null || packed >= built)) return `${FOLDER}packed.cjs`
  return modifiedAtMs(`${FOLDER}preload.cjs`) === null ? null : `${FOLDER}preload.cjs`
}

function modifiedAtMs(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}

/** As Node splits NODE_OPTIONS: double quotes group, and only inside them a backslash escapes. */
export function quoteNodeOption(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value
}
