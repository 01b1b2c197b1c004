/** Which runner, if any, this process or thread belongs to; told from what is known before its first line runs. */
import fs = require('node:fs')
import natives = require('../natives.cjs')

type Detected =
  | { readonly runner: 'node-test'; readonly role: 'parent' | 'child' | 'plain' }
  | { readonly runner: 'vitest-worker' | 'jest' }
  | { readonly runner: 'vitest' | 'mocha'; readonly folder: string }

/** Names that `node --test` itself takes for tests. */
const TEST_FILE = /(?:^|[\\/])(?:test|test-[^\\/]*|[^\\/]*[._-]test)\.[cm]?[jt]s$|[\\/]tests?[\\/].*\.[cm]?[jt]s$/
const VITEST = /^(.*[\\/]vitest)[\\/](?:vitest\.mjs|dist[\\/]cli(?:-wrapper)?\.js)$/
const VITEST_WORKER = /[\\/]vitest[\\/]dist[\\/]workers[\\/]|[\\/]tinypool[\\/]dist[\\/]/
const MOCHA = /^(.*[\\/]mocha[^\\/]*)[\\/](?:bin[\\/]_?mocha(?:\.js)?|lib[\\/]cli[\\/]cli\.c?js)$/
/** jest, its workers, and the scripts that call it in their own process. */
const JEST =
  /[\\/]jest[^\\/]*[\\/]bin[\\/]jest\.js$|[\\/]jest-worker[\\/]|[\\/](?:react-scripts|react-app-rewired|kcd-scripts|tsdx|nx|scripts)[\\/]/

function installRunnerAdapter(): void {
  const detected = detectRunner()
  switch (detected?.runner) {
    case 'node-test':
      require('./node-test.cjs').installNodeTest(detected.role)
      break
    case 'vitest':
      require('./vitest-main.cjs').installVitestMain(detected.folder)
      break
    case 'vitest-worker':
      require('./vitest-worker.cjs').installVitestWorker()
      break
    case 'mocha':
      require('./mocha.cjs').installMocha(detected.folder)
      break
    case 'jest':
      require('./jest.cjs').installJest()
      break
  }
}

function detectRunner(): Detected | null {
  if ((process.env['NODE_TEST_CONTEXT'] ?? '').startsWith('child') && isStartedByNodeTest())
    return { runner: 'node-test', role: 'child' }
  if (process.execArgv.includes('--test')) return { runner: 'node-test', role: 'parent' }
  // A worker thread does not know its script yet; one that a test made is treated like vitest's own, which harms nothing.
  if (!natives.isMainThread && process.env['VITEST'] !== undefined) return { runner: 'vitest-worker' }
  const main = realPath(process.argv[1])
  const vitest = VITEST.exec(main)
  if (vitest?.[1]) return { runner: 'vitest', folder: vitest[1] }
  const mocha = MOCHA.exec(main)
  if (mocha?.[1]) return { runner: 'mocha', folder: mocha[1] }
  if (VITEST_WORKER.test(main)) return { runner: 'vitest-worker' }
  if (JEST.test(main)) return { runner: 'jest' }
  const isTest = TEST_FILE.test(main) && !/[\\/]node_modules[\\/]/.test(main) && importsNodeTest(main)
  return isTest ? { runner: 'node-test', role: 'plain' } : null
}

/** Loading `node:test` into a program that does not use it would cost 5 ms and open its standard streams. */
function importsNodeTest(main: string): boolean {
  try {
    return fs.readFileSync(main, 'utf8').includes('node:test')
  } catch {
    return false
  }
}

/** The variable is inherited: programs that a test starts have it too, and should not pay for loading `node:test`. */
function isStartedByNodeTest(): boolean {
  try {
    return fs.readFileSync(`/proc/${natives.ppid}/cmdline`, 'latin1').includes('--test')
  } catch {
    return true
  }
}

/** `node_modules/.bin/x` is a link. Empty when there is no main script (`-e`, the REPL). */
function realPath(file: string | undefined): string {
  if (file === undefined || !/[\\/]\.bin[\\/]/.test(file)) return file ?? ''
  try {
    return fs.realpathSync(file)
  } catch {
    return file
  }
}

export = { installRunnerAdapter }
