import type { Event } from '../../core/events.js'
import type { Report } from '../../core/report/model.js'
import type { State } from '../../core/state.js'
import { NO_HISTORY, recordHistory } from '../../core/tree/history.js'
import type { LiveRun } from '../../supervisor/run.js'
import { readTerminalSize } from '../../supervisor/terminal/terminal-size.js'
import type { Emulator, Tui, TuiSource } from '../../tui/index.js'
import { askAtPrompt } from '../run/ask-at-prompt.js'
import type { RunPlan } from '../run/plan.js'
import type { Speaker } from '../run/speaker.js'
import { whyNoScreen } from './can-open.js'
import { OutputTail } from './output-tail.js'
import { createSourceReader, saveReport } from './report-files.js'

interface OpenScreen {
  readonly tui: Tui
  readonly emulator: Emulator
}

/** Signals after which nobody is there to look at a screen. */
const GONE: ReadonlySet<string> = new Set(['SIGTERM', 'SIGHUP'])

/**
 * The screen of a run that lives: opened when it overstays, by the hot key, or from the start. Until then only the newest
 * output and the processes' curves are kept for it; the screen itself is not even loaded.
 */
export class LiveScreen {
  private readonly tail = new OutputTail()
  private history = NO_HISTORY
  private screen: OpenScreen | null = null
  private isOpening = false
  private report: Report | null = null
  private loading: Promise<typeof import('../../tui/index.js')> | null = null
  private faces = ''

  constructor(
    private readonly plan: RunPlan,
    private readonly speaker: Speaker,
  ) {}

  /** The run overstays, and the person decides. */
  ask(run: LiveRun): void {
    if (this.screen !== null) return this.screen.tui.drawAttention()
    const reason = this.plan.isInteractive ? whyNoScreen(process.env, readTerminalSize(process.stdout)) : 'headless'
    if (reason === null) return void this.open(run)
    if (reason !== 'headless') this.speaker.say(`no screen here: ${reason}`)
    askAtPrompt(run, this.speaker)
  }

  handleHotKey(run: LiveRun): void {
    const { state } = run.session
    if (state.hang === null) run.session.post({ type: 'userDecided', decision: { type: 'diagnose' } })
    if (whyNoScreen(process.env, readTerminalSize(process.stdout)) === null) void this.open(run)
  }

  handleStarted(run: LiveRun): void {
    if (this.plan.tui === 'always' && this.plan.isInteractive) void this.open(run)
  }

  takeOutput(bytes: Uint8Array): void {
    if (!this.plan.isInteractive) return
    this.tail.push(bytes)
    this.screen?.emulator.write(Uint8Array.from(bytes))
  }

  observe(event: Event, state: State): void {
    if (event.type !== 'outputArrived') this.report = null
    if (event.type === 'treeSampled' && this.plan.isInteractive) this.history = recordHistory(this.history, state.tree)
    if (state.diagnosis.pending?.purpose === 'overstay') this.prepare(state)
    if (this.screen === null) return
    if (event.type === 'userSignalled' && GONE.has(event.signal)) return this.screen.tui.close()
    if (event.type !== 'treeSampled' || this.hasNewFaces(state)) this.screen.tui.changed()
  }

  /** A question is likely to follow: the screen is loaded while the processes are asked, so that it opens at once. */
  private prepare({ policy }: State): void {
    if (policy.onHang === 'ask' && this.plan.isInteractive) this.loading ??= import('../../tui/index.js')
  }

  /** Numbers that moved can wait for the next tick of the clock; who came or went cannot. */
  private hasNewFaces({ tree }: State): boolean {
    const faces = `${tree.living.size} ${tree.ended.length}`
    const isNew = faces !== this.faces
    this.faces = faces
    return isNew
  }

  /** The run is over: the person may look at how it ended until they leave. */
  async finish(): Promise<void> {
    await this.screen?.tui.closed
  }

  private async open(run: LiveRun): Promise<void> {
    if (this.screen !== null || this.isOpening || run.session.state.conclusion !== null) return
    this.isOpening = true
    this.loading ??= import('../../tui/index.js')
    const tuiModule = await this.loading
    this.isOpening = false
    if (run.session.state.conclusion !== null) return
    const { tui, emulator } = this.create(run, tuiModule)
    this.screen = { tui, emulator }
    this.speaker.divert((line) => tui.say(line))
    emulator.write(this.tail.read())
    await emulator.settled()
    const stopFollowing = followSize(emulator)
    const giveBack = run.terminal.lendScreen(tui, tuiModule.LEAVE_SCREEN)
    const fault = await tui.closed
    this.screen = null
    stopFollowing()
    this.speaker.divert(null)
    giveBack()
    emulator.close()
    if (fault !== null) this.survive(run, fault)
  }

  private create(run: LiveRun, { Emulator, Tui }: typeof import('../../tui/index.js')): OpenScreen {
    const emulator: Emulator = new Emulator({
      ...readTerminalSize(process.stdout),
      convertEol: !run.terminal.canType,
      onPressure: (isHigh) => run.terminal.pauseOutput(isHigh),
      onChange: () => tui.changed(),
    })
    const tui: Tui = new Tui({
      keyboard: process.stdin as never,
      terminal: process.stdout as never,
      env: process.env,
      ascii: this.plan.ascii,
      colour: this.plan.screenColour,
      source: this.describeSource(run, emulator),
    })
    return { tui, emulator }
  }

  /** A fault of the screen costs the screen, not the run: the question is asked at a prompt instead. */
  private survive(run: LiveRun, fault: Error): void {
    this.speaker.say(`the screen had a fault and was closed: ${fault.message}`)
    if (process.env['OVERSTAY_DEBUG'] !== undefined) this.speaker.say(fault.stack ?? '')
    if (run.session.state.phase === 'asking') askAtPrompt(run, this.speaker)
  }

  private describeSource(run: LiveRun, emulator: Emulator): TuiSource {
    const current = () => {
      this.report ??= run.glance()
      return this.report
    }
    return {
      output: emulator,
      snapshot: () => ({
        report: current(),
        live: { state: run.session.state, history: this.history, nowMs: run.nowMs() },
      }),
      control: {
        decide: (decision) => run.session.post({ type: 'userDecided', decision }),
        typeInto: (bytes) => run.terminal.typeInto(bytes),
        canType: run.terminal.canType,
        suspend: () => run.terminal.suspend(),
      },
      readSource: createSourceReader(process.cwd()),
      writeReport: (file) => saveReport(run.report(), file),
    }
  }
}

/** The command believes in the terminal's size, so the emulator has it too. Returns the way to stop. */
function followSize(emulator: Emulator): () => void {
  const resize = () => {
    const { columns, rows } = readTerminalSize(process.stdout)
    emulator.resize(columns, rows)
  }
  resize()
  process.stdout.on('resize', resize)
  return () => process.stdout.off('resize', resize)
}
