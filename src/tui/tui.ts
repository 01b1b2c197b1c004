import { isAbsolute, join } from 'node:path'
import type { WriteStream } from 'node:tty'
import { LIMITS } from '../core/limits.js'
import { createUi, type Ui } from './contexts/ui.js'
import type { Desk, RunControl } from './controllers/desk.js'
import { handleKey } from './controllers/keys.js'
import { handleMouse } from './controllers/mouse.js'
import { chooseGlyphs, type Glyphs } from './glyphs.js'
import type { Snapshot } from './snapshot.js'
import { createStyle, type Style } from './style.js'
import { type CellScreen, openCellScreen } from './terminal/blessed-screen.js'
import { editorCommand, runEditor } from './terminal/editor.js'
import { quietConsole } from './terminal/quiet-console.js'
import { ENTER_SCREEN, LEAVE_SCREEN, MOUSE_OFF, MOUSE_ON, writeNow } from './terminal/restore.js'
import { type Keyboard, KeyStream, ScreenStream } from './terminal/streams.js'
import type { OutputScreen } from './views/output.js'
import { arrange, drawScreen, type Scene } from './views/screen.js'

/** What a screen shows and what can be done through it. */
export interface TuiSource {
  /** The run as it is now; called at most once a frame. */
  snapshot(): Snapshot
  readonly output: OutputScreen
  readonly control: RunControl | null
  /** Lines of a file as a report names it, null when it cannot be read. */
  readSource(file: string): readonly string[] | null
  writeReport(file: string): Promise<{ readonly isWritten: boolean; readonly text: string }>
}

export interface TuiOptions {
  readonly keyboard: Keyboard
  readonly terminal: WriteStream & { readonly fd: number }
  readonly env: Readonly<Record<string, string | undefined>>
  readonly ascii: boolean
  readonly colour: boolean
  readonly source: TuiSource
}

/** Ctrl-]: out of the typing mode. */
const TYPING_ENDS = 0x1d
const ESCAPE = 0x1b
/** What follows Esc in the sequences of arrows and function keys. */
const BRACKET = 0x5b
const LETTER_O = 0x4f

/**
 * A screen over the terminal. It draws snapshots and turns keys into decisions; what it knows itself is only where the
 * person is. `closed` resolves when it has gone and the terminal is as it was: with a fault of its own, or null.
 */
export class Tui {
  readonly closed: Promise<Error | null>
  private readonly ui: Ui = createUi()
  private readonly keys = new KeyStream()
  private readonly stream: ScreenStream
  private readonly cells: CellScreen
  private readonly style: Style
  private readonly glyphs: Glyphs
  private readonly desk: Desk
  private resolveClosed: (fault: Error | null) => void = () => {}
  private unquiet: () => void = () => {}
  private clock: NodeJS.Timeout | null = null
  private frame: NodeJS.Timeout | null = null
  private drawnAtMs = 0
  private isShown = false
  private isClosed = false

  constructor(private readonly options: TuiOptions) {
    this.closed = new Promise((resolve) => {
      this.resolveClosed = resolve
    })
    this.style = createStyle(options.colour)
    this.glyphs = chooseGlyphs(options.ascii)
    this.stream = new ScreenStream(options.terminal)
    this.cells = openCellScreen(this.keys, this.stream)
    this.desk = this.createDesk()
    this.cells.onKey((key, character) => this.guarded(() => handleKey(this.desk, key, character)))
    this.cells.onMouse((event) => this.guarded(() => handleMouse(this.desk, event)))
    process.on('exit', this.restore)
    process.on('uncaughtExceptionMonitor', this.restore)
    if (options.source.snapshot().live?.state.hang === null) this.ui.focus = 'output'
  }

  /** Take the terminal: at the start, and again after somebody else has had it. */
  enter(): void {
    if (this.isShown || this.isClosed) return
    this.isShown = true
    const { keyboard, terminal } = this.options
    this.unquiet = quietConsole()
    keyboard.setRawMode(true)
    keyboard.on('data', this.takeKeys)
    keyboard.resume()
    terminal.on('resize', this.takeSize)
    writeNow(terminal.fd, ENTER_SCREEN + (this.ui.hasMouse ? MOUSE_ON : ''))
    this.stream.isOpen = true
    this.stream.readSize()
    this.cells.forget()
    this.clock = setInterval(() => this.changed(), LIMITS.clockMs)
    this.draw()
  }

  /** Give the terminal away, as it was before. Synchronous. */
  leave(): void {
    if (!this.isShown) return
    this.isShown = false
    const { keyboard, terminal } = this.options
    if (this.clock !== null) clearInterval(this.clock)
    if (this.frame !== null) clearTimeout(this.frame)
    this.frame = null
    this.stream.isOpen = false
    terminal.off('resize', this.takeSize)
    keyboard.off('data', this.takeKeys)
    keyboard.pause()
    writeNow(terminal.fd, LEAVE_SCREEN)
    try {
      keyboard.setRawMode(false)
    } catch {
      // The terminal is gone.
    }
    this.unquiet()
  }

  close(fault: Error | null = null): void {
    if (this.isClosed) return
    this.leave()
    this.isClosed = true
    process.off('exit', this.restore)
    process.off('uncaughtExceptionMonitor', this.restore)
    this.cells.destroy()
    this.resolveClosed(fault)
  }

  /** Something has changed: a frame is drawn soon, at most thirty a second. */
  changed(): void {
    if (!this.isShown || this.frame !== null) return
    const waitMs = Math.max(0, this.drawnAtMs + LIMITS.frameMs - performance.now())
    this.frame = setTimeout(() => {
      this.frame = null
      // A terminal that does not keep up gets fewer frames, not older ones.
      if (this.stream.backlogBytes > LIMITS.frameBacklogBytes) return this.later()
      this.draw()
    }, waitMs)
  }

  private later(): void {
    this.drawnAtMs = performance.now()
    this.changed()
  }

  say(text: string, tone: 'good' | 'bad' | 'plain' = 'plain', forMs: number = LIMITS.noticeMs): void {
    this.ui.notice = { text, tone, untilMs: performance.now() + forMs }
    this.changed()
  }

  /** The run has come to a question: the suspects come into focus, once, and never while somebody types. */
  drawAttention(): void {
    if (this.ui.isTyping || this.ui.prompt !== null || this.ui.dialog !== null) return
    this.ui.focus = 'suspects'
    this.ui.detailOf = 'suspects'
    this.changed()
  }

  private draw(): void {
    this.drawnAtMs = performance.now()
    this.guarded(() => this.cells.show(drawScreen(this.scene())), false)
  }

  private scene(): Scene {
    const { source, ascii } = this.options
    return {
      width: this.stream.columns,
      height: this.stream.rows,
      ui: this.ui,
      snapshot: source.snapshot(),
      output: source.output,
      style: this.style,
      glyphs: this.glyphs,
      ascii,
      readSource: (file) => source.readSource(file),
      clockMs: performance.now(),
    }
  }

  /** A fault of the screen must not cost the run: the screen goes, the run goes on. */
  private guarded(work: () => void, redraws = true): void {
    if (this.isClosed) return
    try {
      work()
      if (redraws) this.changed()
    } catch (error) {
      this.close(error as Error)
    }
  }

  private readonly takeKeys = (bytes: Buffer): void => {
    if (!this.ui.isTyping) return this.parseKeys(bytes)
    const end = bytes.indexOf(TYPING_ENDS)
    const typed = end < 0 ? bytes : bytes.subarray(0, end)
    if (typed.length > 0) this.options.source.control?.typeInto(typed)
    if (end < 0) return
    this.ui.isTyping = false
    this.changed()
    if (end + 1 < bytes.length) this.parseKeys(bytes.subarray(end + 1))
  }

  /** An Esc that comes together with the next key is still an Esc: there are no Alt keys here. */
  private parseKeys(bytes: Uint8Array): void {
    const isLoneEscape = bytes[0] === ESCAPE && bytes.length > 1 && bytes[1] !== BRACKET && bytes[1] !== LETTER_O
    if (!isLoneEscape) return void this.keys.write(bytes)
    this.keys.write(bytes.subarray(0, 1))
    this.parseKeys(bytes.subarray(1))
  }

  private readonly takeSize = (): void => {
    this.guarded(() => void this.stream.readSize())
  }

  private readonly restore = (): void => this.leave()

  private createDesk(): Desk {
    const { source, terminal } = this.options
    const { ui } = this
    return {
      ui,
      control: source.control,
      output: source.output,
      now: () => source.snapshot(),
      shown: () => ui.frozen ?? source.snapshot(),
      layout: () => arrange(this.scene()),
      say: (text, tone) => this.say(text, tone),
      sayBriefly: (text) => this.say(text, 'plain', LIMITS.briefNoticeMs),
      writeReport: (file) => source.writeReport(file),
      copy: (text) => writeNow(terminal.fd, `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`),
      edit: (file, line) => void this.edit(file, line),
      setTyping: (isTyping) => {
        ui.isTyping = isTyping
      },
      setMouse: (isOn) => {
        ui.hasMouse = isOn
        writeNow(terminal.fd, isOn ? MOUSE_ON : MOUSE_OFF)
      },
      close: () => this.close(),
    }
  }

  private async edit(file: string, line: number): Promise<void> {
    const { env, source } = this.options
    const { cwd } = source.snapshot().report
    const path = isAbsolute(file) ? file : join(cwd, file)
    const command = editorCommand(env, path, line)
    if (command === null) return this.say('neither VISUAL nor EDITOR is set', 'bad')
    this.leave()
    const fault = await runEditor(command, cwd)
    this.enter()
    this.say(fault ?? `back from ${command[0]}`, fault === null ? 'plain' : 'bad')
  }
}
