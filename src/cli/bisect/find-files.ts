import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { LIMITS } from '../../core/limits.js'

/** Where no test of one's own is. */
const SKIPPED = new Set(['node_modules', '.git', 'dist', '.venv', '__pycache__'])

/** What `node --test` looks for when it is not told. */
export const NODE_TEST_PATTERNS = [
  ...['**/*.test.{js,cjs,mjs}', '**/*-test.{js,cjs,mjs}', '**/*_test.{js,cjs,mjs}'],
  ...['**/test-*.{js,cjs,mjs}', '**/test.{js,cjs,mjs}', '**/test/**/*.{js,cjs,mjs}'],
]

/** Files below `root` that match one of the patterns (`*`, `**`, `?`, `{a,b}`), by name, with forward slashes. */
export function findFiles(root: string, patterns: readonly string[]): readonly string[] {
  const tests = patterns.map(compileGlob)
  return walk(root, '')
    .filter((file) => tests.some((test) => test.test(file)))
    .sort()
}

function walk(root: string, below: string): string[] {
  const found: string[] = []
  const folders = [below]
  for (
    let folder = folders.pop();
    folder !== undefined && found.length < LIMITS.bisectFilesMax;
    folder = folders.pop()
  ) {
    for (const entry of readEntries(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) folders.push(path)
      else if (entry.isFile()) found.push(path)
    }
  }
  return found
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** A glob as a regular expression over a path with forward slashes. */
function compileGlob(pattern: string): RegExp {
  const source = pattern
    .split(sep)
    .join('/')
    .replace(/^\.\//, '')
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}/g, (glob) => {
      if (glob === '**/') return '(?:.*/)?'
      if (glob === '**') return '.*'
      if (glob === '*') return '[^/]*'
      if (glob === '?') return '[^/]'
      return `(?:${glob.slice(1, -1).split(',').join('|')})`
    })
  return new RegExp(`^${source}$`)
}
