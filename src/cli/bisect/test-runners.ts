/** A runner whose test files can be listed and chosen. */
export interface TestRunner {
  readonly name: 'vitest' | 'jest' | 'mocha' | 'node' | 'pytest'
  /** The runner's words in front of its arguments: `npx vitest run`, `python -m pytest`. */
  readonly head: readonly string[]
  /** Its arguments without those that choose files. */
  readonly options: readonly string[]
  /** Those that choose files. */
  readonly selection: readonly string[]
}

/** Words of a runner that come before its arguments and are no files. */
const MODES = new Set(['run', 'watch', 'dev'])
/** Options of these runners whose next word is a value: a file there is no test. */
const VALUED = new Set([
  ...['-c', '--config', '-p', '--project', '--reporter', '-R', '--reporters', '--rootDir', '--root', '-r', '--require'],
  ...[
    '--import',
    '--loader',
    '--experimental-loader',
    '-k',
    '-m',
    '-o',
    '--rootdir',
    '--confcutdir',
    '--conftest',
    '-W',
  ],
  ...['--setupFiles', '--globals', '--ui', '--spec', '--extension', '--dir', '--junitxml', '--outputFile', '-t', '-g'],
])

/** The runner in a command, null when none of those that can be asked for their files is there to be seen. */
export function findTestRunner(command: readonly string[], exists: (path: string) => boolean): TestRunner | null {
  for (const [index, word] of command.entries()) {
    const name = nameRunner(command, index, word)
    if (name === null) continue
    const modes = name === 'vitest' && MODES.has(command[index + 1] ?? '') ? 1 : 0
    const head = command.slice(0, index + 1 + modes)
    return { name, head, ...sortArguments(command.slice(head.length), exists) }
  }
  return null
}

function nameRunner(command: readonly string[], index: number, word: string): TestRunner['name'] | null {
  const base = word.replace(/^.*[\\/]/, '').replace(/\.(?:[cm]?js|cmd|exe)$/, '')
  if (base === 'vitest' || base === 'jest' || base === 'mocha') return base
  if (base === '_mocha') return 'mocha'
  if (base === 'pytest' || base === 'py.test') return 'pytest'
  if (base === 'node' && command.slice(index + 1).includes('--test')) return 'node'
  return null
}

function sortArguments(args: readonly string[], exists: (path: string) => boolean) {
  const options: string[] = []
  const selection: string[] = []
  for (const [index, word] of args.entries()) {
    const isValue = VALUED.has(args[index - 1] ?? '')
    const isFile = !word.startsWith('-') && !isValue && (exists(word.replace(/::.*$/, '')) || /[*?]/.test(word))
    ;(isFile ? selection : options).push(word)
  }
  return { options, selection }
}

/** The command that runs just these files, in this order where the runner keeps it. */
export function chooseFiles(runner: TestRunner, files: readonly string[]): readonly string[] {
  const exact = runner.name === 'jest' ? ['--runTestsByPath'] : []
  return [...runner.head, ...runner.options.filter((word) => word !== '--runTestsByPath'), ...exact, ...files]
}

/** The command that prints the test files; null where the files have to be looked for (node --test). */
export function listingCommand({ name, head, options, selection }: TestRunner): readonly string[] | null {
  switch (name) {
    case 'vitest': {
      const bare = head.filter((word, index) => index < head.length - 1 || !MODES.has(word))
      return [...bare, 'list', '--filesOnly', ...selection]
    }
    case 'jest':
      return [...head, ...options, '--listTests', ...selection]
    case 'mocha':
      return [...head, ...options, '--dry-run', '--reporter', 'json', ...selection]
    case 'pytest':
      return [...head, ...options, '--collect-only', '-q', ...selection]
    case 'node':
      return null
  }
}

/** The files in what that command has printed, in its order, each once. */
export function parseListing(name: TestRunner['name'], text: string): readonly string[] {
  const files = name === 'mocha' ? filesOfMocha(text) : text.split(/\r?\n/).map((line) => fileOfLine(name, line.trim()))
  return [...new Set(files.filter((file) => file !== ''))]
}

function fileOfLine(name: TestRunner['name'], line: string): string {
  if (name === 'pytest') return /^(\S.*?\.py)(?:::|: \d)/.exec(line)?.[1] ?? ''
  // vitest may put the project's name in front.
  const path = line.replace(/^\[[^\]]*\]\s*/, '')
  return /\.[cm]?[jt]sx?$/.test(path) && !/\s{2}/.test(path) ? path : ''
}

function filesOfMocha(text: string): string[] {
  try {
    const report = JSON.parse(text.slice(text.indexOf('{'))) as { tests?: { file?: string }[] }
    return (report.tests ?? []).map((test) => test.file ?? '')
  } catch {
    return []
  }
}
