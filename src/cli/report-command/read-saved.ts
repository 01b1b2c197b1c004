import { createReadStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS } from '../../core/limits.js'
import { showText } from '../../core/words/escape.js'
import type { SavedRuns } from '../../report/saved-runs.js'
import { DocumentFeed } from './document-feed.js'

/**
 * Reads one operand into `saved`: a file, a directory (its `.json` and `.jsonl` files, all levels), or `-` for stdin.
 * Never rejects: what cannot be read becomes one line for `tell`, and what came before it stays.
 */
export async function readOperand(saved: SavedRuns, operand: string, tell: (line: string) => void): Promise<void> {
  if (operand === '-') return readStream(saved, 'stdin', process.stdin, tell)
  try {
    if (!statSync(operand).isDirectory()) return await readFile(saved, operand, tell)
    const files = listFiles(operand)
    if (files.length === 0) tell(`${showText(operand, 400)}: a directory without .json or .jsonl files`)
    for (const file of files) await readFile(saved, file, tell)
  } catch (error) {
    tell(`${showText(operand, 400)}: ${explainReadFault(error as NodeJS.ErrnoException)}`)
  }
}

/** In the order of their names, so that what is said of them is the same everywhere. */
function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl?$/.test(entry.name) && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .slice(0, LIMITS.savedFilesMax)
}

function readFile(saved: SavedRuns, file: string, tell: (line: string) => void): Promise<void> {
  return readStream(saved, file, createReadStream(file), tell)
}

async function readStream(
  saved: SavedRuns,
  name: string,
  stream: AsyncIterable<Buffer>,
  tell: (line: string) => void,
): Promise<void> {
  const feed = new DocumentFeed(saved, name, tell)
  const decoder = new TextDecoder()
  try {
    for await (const bytes of stream) if (!feed.write(decoder.decode(bytes, { stream: true }))) break
    feed.end()
  } catch (error) {
    tell(`${showText(name, 400)}: ${explainReadFault(error as NodeJS.ErrnoException)}`)
  }
}

function explainReadFault(error: NodeJS.ErrnoException): string {
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'no such file',
    EACCES: 'may not be read (permission denied)',
    EISDIR: 'is a directory',
  }
  return known[error.code ?? ''] ?? error.message
}
