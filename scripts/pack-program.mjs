/**
 * Packs the compiled program into dist/program: a plain run loads five files instead of a hundred, which is a third of
 * its start-up time. Parts loaded only on demand stay files of their own. bin/overstay.js falls back to the
 * compiled files when these are missing or older.
 */
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

rmSync(`${root}dist/program`, { recursive: true, force: true })
const bundle = await rolldown({
  input: `${root}dist/cli/main.js`,
  platform: 'node',
  external: Object.keys(dependencies),
  // Parts that a plain run needs anyway are imported lazily elsewhere as well: that is meant.
  onLog: (level, log, report) => (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT' ? undefined : report(level, log)),
})
await bundle.write({ dir: `${root}dist/program`, format: 'esm', sourcemap: true, chunkFileNames: '[name]-[hash].js' })
await bundle.close()
