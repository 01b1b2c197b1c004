import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../usage-error.js'
import type { OptionSources } from './read-options.js'

const FILES = ['overstay.config.json', 'overstay.config.mjs', 'overstay.config.js'] as const

/**
 * The nearest configuration from `cwd` upwards: `overstay.config.{json,mjs,js}`, or the key `overstay` of a
 * package.json. The search ends at the first directory that is a repository's root.
 */
export async function findConfiguration(cwd: string): Promise<OptionSources['configuration']> {
  for (let directory = cwd; ; directory = dirname(directory)) {
    for (const name of FILES) {
      const file = join(directory, name)
      if (existsSync(file)) return { file, values: await loadFile(file) }
    }
    const manifest = join(directory, 'package.json')
    if (existsSync(manifest)) {
      const values = (readJson(manifest) as Record<string, unknown>)['overstay']
      if (values !== undefined) return { file: manifest, values: asRecord(values, manifest) }
    }
    if (existsSync(join(directory, '.git')) || directory === parse(directory).root) return null
  }
}

async function loadFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (file.endsWith('.json')) return asRecord(readJson(file), file)
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
    return asRecord(module.default, file)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file}: cannot be loaded: ${(error as Error).message.split('\n')[0]}`)
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // A package.json that npm cannot read either is not ours to complain about unless it holds our settings.
    if (file.endsWith('package.json')) return {}
    throw new UsageError(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
}

function asRecord(value: unknown, file: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new UsageError(`${file}: must give an object with overstay's options`)
}
