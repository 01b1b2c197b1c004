import { readFileSync } from 'node:fs'

/** The package's version, from its manifest: written in one place only. */
export function toolVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return manifest.version
}
