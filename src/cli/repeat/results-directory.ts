import { createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Iteration, reduceReport } from '../../core/report/iteration.js'
import { parseReport } from '../../report/parse.js'
import { UsageError } from '../usage-error.js'

/** Where a series keeps what it has seen: `ledger.jsonl`, and a folder for each iteration worth keeping. */
export interface ResultsDirectory {
  readonly path: string
  readonly ledgerFile: string
  readonly isTemporary: boolean
}

/** Throws UsageError where it cannot be made. */
export function openResultsDirectory(path: string | null): ResultsDirectory {
  try {
    const made = path ?? mkdtempSync(join(tmpdir(), 'overstay-repeat-'))
    mkdirSync(made, { recursive: true })
    return { path: made, ledgerFile: join(made, 'ledger.jsonl'), isTemporary: path === null }
  } catch (error) {
    throw new UsageError(`--dir: ${(error as Error).message}`)
  }
}

export function makeIterationFolder(results: ResultsDirectory, index: number): string {
  const folder = join(results.path, String(index))
  mkdirSync(folder, { recursive: true })
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** What an earlier try of the same series has put into the ledger, by index. Lines that cannot be read are passed over. */
export async function readKnownIterations(file: string, runId: string): Promise<ReadonlyMap<number, Iteration>> {
  const known = new Map<number, Iteration>()
  if (!existsSync(file)) return known
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    // Most lines of a long history are of other series: they need not be parsed.
    if (!line.includes(runId)) continue
    const parsed = parseReport(line)
    if (!parsed.ok || parsed.report.runId !== runId || parsed.report.iteration == null) continue
    known.set(parsed.report.iteration, reduceReport(parsed.report))
  }
  return known
}
