import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../runtimes/package-root.js'

/** The package's version, from its manifest: written in one place only. */
export function toolVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
