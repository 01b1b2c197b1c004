import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../usage-error.js'

/** One run of a search: what a resumed one needs to stand where this one stood. */
export interface LoggedAnswer {
  readonly hung: boolean
  /** The test file that a suspect of this run named. */
  readonly testFile: string | null
}

/**
 * The answers of a search, a line each. They are all that is kept: the machine is pure, so the same answers lead to the
 * same question. The first line says which search it is; a log of another one is not continued.
 */
export class AnswerLog {
  readonly #identity: string
  readonly path: string

  constructor(file: string | null, command: readonly string[], files: readonly string[], suspect: string | null) {
    const identity = JSON.stringify([process.cwd(), command, files, suspect])
    this.#identity = createHash('sha256').update(identity).digest('hex')
    this.path = file ?? join(tmpdir(), `overstay-bisect-${this.#identity.slice(0, 16)}.jsonl`)
  }

  /** What an interrupted search has answered so far; a line that was cut off is asked again. */
  read(): readonly LoggedAnswer[] {
    const [first, ...lines] = this.#readText().split('\n')
    if (first !== this.#header()) return []
    return lines.flatMap((line) => {
      const answer = parseAnswer(line)
      return answer === null ? [] : [answer]
    })
  }

  /** Begins the log anew with these answers. Throws UsageError where it cannot be written. */
  begin(answers: readonly LoggedAnswer[]): void {
    const lines = [this.#header(), ...answers.map((answer) => JSON.stringify(answer))]
    try {
      writeFileSync(this.path, `${lines.join('\n')}\n`, { mode: 0o600 })
    } catch (error) {
      throw new UsageError(`--state: ${(error as Error).message}`)
    }
  }

  append(answer: LoggedAnswer): void {
    appendFileSync(this.path, `${JSON.stringify(answer)}\n`)
  }

  remove(): void {
    rmSync(this.path, { force: true })
  }

  #header(): string {
    return JSON.stringify({ format: 'overstay-bisect', version: 1, search: this.#identity })
  }

  #readText(): string {
    try {
      return readFileSync(this.path, 'utf8')
    } catch {
      return ''
    }
  }
}

function parseAnswer(line: string): LoggedAnswer | null {
  try {
    const { hung, testFile } = JSON.parse(line) as Partial<LoggedAnswer>
    return typeof hung === 'boolean' ? { hung, testFile: typeof testFile === 'string' ? testFile : null } : null
  } catch {
    return null
  }
}
