/** Words by which a test runner is recognised in a command line: names of executables, scripts and modules. */
const RUNNERS = new Set([
  'ava',
  'behave',
  'busted',
  'codecept',
  'ctest',
  'cucumber',
  'cucumber-js',
  'cypress',
  'jasmine',
  'jest',
  'karma',
  'lab',
  'mocha',
  '_mocha',
  'newman',
  'nose2',
  'nosetests',
  'nightwatch',
  'pest',
  'phpunit',
  'playwright',
  'prove',
  'py.test',
  'pytest',
  'qunit',
  'robot',
  'rspec',
  'stryker',
  'tap',
  'tape',
  'testcafe',
  'unittest',
  'uvu',
  'vitest',
  'wdio',
  'web-test-runner',
  'wtr',
  'zora',
])

/** Words of a command line that are looked at: the program, its script, a module, a few options before them. */
const WORDS_MAX = 12

/**
 * Name of the test runner this command line is, null when it is none. By name only, and only in places where a program
 * is named, so that `tail -f jest.log` or `server.js --for jest` is none. Launchers (npm, sh, make) and workers that a
 * runner has made are none either.
 */
export function runnerNameOf(command: readonly string[]): string | null {
  const [program, ...rest] = command.slice(0, WORDS_MAX)
  if (program === undefined) return null
  const name = programName(program)
  if (RUNNERS.has(name)) return name
  // vitest renames itself; its workers are numbered.
  if (/^node \(vitest\)/.test(program)) return 'vitest'
  if (name === 'go' && rest[0] === 'test') return 'go'
  if (/\.test(\.exe)?$/.test(program) && rest.some((word) => word.startsWith('-test.'))) return 'go'
  if (!isInterpreter(program)) return null
  if (name === 'node' && rest.includes('--test')) return 'node'
  if (/^(bun|deno)$/.test(name) && rest[0] === 'test') return name
  const script = scriptOf(rest)
  return script === null ? null : runnerOfScript(script)
}

export function isInterpreter(program: string): boolean {
  return /^(node|nodejs|bun|deno|python[\d.]*|pypy[\d.]*|ruby[\d.]*|php[\d.]*|perl|java|dotnet)$/.test(
    programName(program),
  )
}

/** The script or module an interpreter runs: the word after `-m`, else the first that is no option. */
export function scriptOf(words: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    if (word === '-m') return words[index + 1] ?? null
    if (word === '-e' || word === '-c' || word === '--eval') return null
    if (word === '-r' || word === '--require' || word === '--import' || word === '--loader') continue
    const before = words[index - 1]
    if (before === '-r' || before === '--require' || before === '--import' || before === '--loader') continue
    if (!word.startsWith('-')) return word
  }
  return null
}

function runnerOfScript(script: string): string | null {
  const name = programName(script)
  if (RUNNERS.has(name)) return name
  // …/node_modules/jest/bin/jest.js, …/@playwright/test/cli.js, …/pytest/__main__.py: the package names the runner.
  const packaged = /(?:node_modules|site-packages|gems)[\\/](?:@([\w-]+)[\\/])?([\w.-]+)/g
  for (const match of script.matchAll(packaged)) {
    for (const part of [match[1] ?? '', (match[2] ?? '').replace(/-cli$/, '')]) if (RUNNERS.has(part)) return part
  }
  return null
}

/** Without folder, extension and version: `yarn` for `/repo/.yarn/releases/yarn-4.1.0.cjs`. */
export function programName(path: string): string {
  const base = path.split(/[\\/]/).at(-1) ?? path
  return base.replace(/\.(exe|cmd|bat|dll|[cm]?js|ts|py|rb|php|phar)$/i, '').replace(/-\d+(\.\d+)+$/, '')
}
