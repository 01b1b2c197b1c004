import { createHash, randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { packageRoot } from '../package-root.js'
import type { EnvironmentChange, InjectContext } from '../runtime.js'

/** The agent as it ships. */
const SHIPPED = join(packageRoot(), 'src/probes/python/inject')

/**
 * Put the agent's directory in front of PYTHONPATH. The directory is a copy in the user's cache, named after its
 * contents: its byte code is kept beside it from run to run, and nothing is written where the package or the user's
 * project lies. null when no directory can be made: then nothing is injected.
 */
export async function injectPython(context: InjectContext): Promise<EnvironmentChange | null> {
  const directory = await placeAgent(context)
  if (directory === null || directory.includes(delimiter)) return null
  const before = context.env['PYTHONPATH']
  return { set: { PYTHONPATH: before ? directory + delimiter + before : directory } }
}

async function placeAgent(context: InjectContext): Promise<string | null> {
  const cache = context.env['XDG_CACHE_HOME'] || join(context.env['HOME'] || homedir(), '.cache')
  for (const base of [join(cache, 'overstay'), context.runDir]) {
    try {
      return await placeBelow(base)
    } catch {
      // A home that is read-only, missing or somebody else's: the run's own directory will do.
    }
  }
  return null
}

async function placeBelow(base: string): Promise<string> {
  const target = join(base, `python-${await hashAgent()}`)
  if (await isOurs(target)) return target
  await mkdir(base, { recursive: true, mode: 0o700 })
  const temporary = `${target}.${randomUUID()}`
  await cp(SHIPPED, temporary, { recursive: true, filter: (source) => !source.includes('__pycache__') })
  try {
    await rename(temporary, target)
  } catch {
    await rm(temporary, { recursive: true, force: true })
  }
  if (!(await isOurs(target))) throw new Error('not ours')
  return target
}

/** Complete, and writable by nobody else: its code will run inside the user's interpreters. */
async function isOurs(directory: string): Promise<boolean> {
  try {
    const found = await stat(directory)
    await stat(join(directory, 'agent', 'boot.py'))
    return found.uid === process.getuid?.() && (found.mode & 0o022) === 0
  } catch {
    return false
  }
}

async function hashAgent(): Promise<string> {
  const hash = createHash('sha256')
  const names = await readdir(SHIPPED, { recursive: true })
  for (const name of names.filter((each) => each.endsWith('.py')).sort()) {
    hash.update(name).update(await readFile(join(SHIPPED, name)))
  }
  return hash.digest('hex').slice(0, 16)
}
