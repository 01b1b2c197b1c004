import type { Option } from './options/option.js'
import { RUN_OPTIONS } from './options/run-options.js'

const COMMAND_HELP = [
  ['[run] [options] -- CMD [ARG…]', 'supervise one run of a test command'],
  ['attach [options] PID', 'diagnose a process tree that hangs right now, with nothing preloaded'],
  ['repeat [options] -- CMD [ARG…]', 'many runs: how often it hangs, how long teardown takes, and who does it'],
  ['bisect [options] -- CMD [ARG…]', 'the smallest set of test files (and their order) that still hangs'],
  ['report [options] FILE…', 'saved reports: convert, put together, compare'],
  ['doctor', 'what can be diagnosed here, and where each setting comes from'],
  ['completion bash|zsh|fish', 'shell completions'],
] as const

/** The help page, made from the same table the options are read by. */
export function renderHelp(): string {
  const lines = [
    'overstay: runs a test command, notices when it stays after its tests have finished,',
    'names what holds it, and ends it with an honest exit code.',
    '',
    'Usage:',
    ...layOut(COMMAND_HELP.map(([usage, help]) => [`  overstay ${usage}`, help])),
    '',
    'Options of run:',
    ...layOut(RUN_OPTIONS.map((option) => [`  ${showOption(option)}`, showHelp(option)])),
    ...layOut([
      ['  -h, --help', 'this page'],
      ['      --version', 'the version'],
    ]),
    '',
    'DUR: 500ms, 2s, 1.5m, 1h; a bare number is seconds. Each option can also be set by OVERSTAY_<NAME> and in',
    'overstay.config.{json,js,mjs} or the key "overstay" of package.json (camelCase); a flag wins.',
    '',
    "Exit code: the command's own, or 121 overstayed, 122 leaked (--leak-result fail), 124 stalled or deadline,",
    '125 usage, 126 not executable, 127 not found, 128+N ended by signal N.',
    '',
  ]
  return lines.join('\n')
}

/** The help page of one command beside `run`, from its own table of options. */
export function renderCommandHelp(usage: string, options: readonly Option[], notes: readonly string[]): string {
  const rows = options.map((option) => [`  ${showOption(option)}`, showHelp(option)] as const)
  const lines = [`Usage: overstay ${usage}`, '', 'Options:', ...layOut([...rows, ['  -h, --help', 'this page']])]
  return [...lines, '', ...notes, ''].join('\n')
}

export function showOption(option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `
  const metavar = {
    duration: ' DUR',
    count: ' N',
    flag: '',
    text: ` ${option.metavar}`,
    choice: ` ${option.choices?.join('|')}`,
  }[option.kind]
  return `${short}--${option.name}${metavar}`
}

function showHelp(option: Option): string {
  return option.fallback === undefined ? option.help : `${option.help} [${option.fallback}]`
}

const LEFT_COLUMNS = 34
const WIDTH = 110

function layOut(rows: readonly (readonly [string, string])[]): string[] {
  return rows.flatMap(([left, right]) => {
    const lines = wrap(right, WIDTH - LEFT_COLUMNS)
    const isWide = left.length > LEFT_COLUMNS - 2
    const head = isWide ? [left, ' '.repeat(LEFT_COLUMNS) + lines[0]] : [left.padEnd(LEFT_COLUMNS) + lines[0]]
    return [...head, ...lines.slice(1).map((line) => ' '.repeat(LEFT_COLUMNS) + line)]
  })
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
