import { LIMITS } from '../../core/limits.js'
import { showText } from '../../core/words/escape.js'
import type { SavedRuns } from '../../report/saved-runs.js'

/**
 * Text of one file as it comes, cut into documents: one over the whole file, or one a line (`.jsonl`). Holds one
 * document at a time, so that a ledger of any length is read in bounded memory.
 */
export class DocumentFeed {
  private rest = ''
  private lineNumber = 0
  /** By its name, or decided by the first line: does that look like a whole document? */
  private byLine: boolean | null
  private toldCount = 0
  private untoldCount = 0

  constructor(
    private readonly saved: SavedRuns,
    private readonly name: string,
    private readonly tell: (line: string) => void,
  ) {
    this.byLine = name.endsWith('.jsonl') ? true : null
  }

  /** False: the file is no report for sure (too large), reading on is of no use. */
  write(text: string): boolean {
    this.rest += text
    this.byLine ??= this.looksLikeLines()
    if (this.byLine === true) this.takeLines()
    if (this.rest.length <= LIMITS.reportCharsMax) return true
    // The parser says in its own words that it is too large.
    this.takeDocument(this.rest)
    this.rest = ''
    return false
  }

  end(): void {
    if (this.byLine === true) {
      if (this.rest !== '') this.takeLine(this.rest)
      if (this.lineNumber === 0) this.takeDocument('')
    } else if (this.rest !== '' || this.lineNumber === 0) this.takeDocument(this.rest)
    if (this.untoldCount > 0)
      this.tell(`${showText(this.name, 400)}: and ${this.untoldCount} more lines that could not be read`)
  }

  /** A first line that begins and ends like an object, with something behind it. Null: not enough has come to tell. */
  private looksLikeLines(): boolean | null {
    const end = this.rest.indexOf('\n')
    if (end < 0 || this.rest.slice(end).trim() === '') return null
    const first = this.rest.slice(0, end).trim()
    return first.startsWith('{') && first.endsWith('}')
  }

  private takeLines(): void {
    let start = 0
    for (let end = this.rest.indexOf('\n'); end >= 0; end = this.rest.indexOf('\n', start)) {
      this.takeLine(this.rest.slice(start, end))
      start = end + 1
    }
    this.rest = this.rest.slice(start)
  }

  private takeLine(line: string): void {
    this.lineNumber += 1
    this.saved.addLine(this.name, this.lineNumber, line)
    this.tellProblems()
  }

  private takeDocument(text: string): void {
    this.saved.addFile(this.name, text)
    this.tellProblems()
  }

  /** At once and then forgotten: a file of a million damaged lines must not fill the memory, nor the screen. */
  private tellProblems(): void {
    for (const problem of this.saved.problems.splice(0)) {
      if (this.toldCount < LIMITS.savedProblemsToldMax) this.tell(problem)
      else this.untoldCount += 1
      this.toldCount += 1
    }
  }
}
