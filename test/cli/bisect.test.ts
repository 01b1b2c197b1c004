import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { chooseFiles, findTestRunner, listingCommand, parseListing } from '../../src/cli/bisect/test-runners.js'
import { OVERSTAY, type RunSettings, runNode, waitUntil } from '../support/run-overstay.js'

let directory: string
const at = (name: string) => join(directory, name)

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'overstay-bisect-'))
})

const bisect = (options: readonly string[], command: readonly string[], settings: RunSettings = {}) =>
  runNode([OVERSTAY, 'bisect', '--json', 'found.json', ...options, '--', ...command], { cwd: directory, ...settings })
const found = () => JSON.parse(readFileSync(at('found.json'), 'utf8')) as Record<string, unknown>
const isQuick = ['--marker', '^done$', '--teardown-timeout', '150ms']

/** A runner of a few lines: hangs when `when` holds for the files it is given, in `$files`. */
function writeRunner(when: string): readonly string[] {
  writeFileSync(at('runner.sh'), `files="$*"\necho done\nif ${when}; then exec sleep 300; fi\n`)
  return ['sh', 'runner.sh']
}
const writeFiles = (count: number) => {
  mkdirSync(at('t'))
  for (let index = 0; index < count; index += 1) writeFileSync(at(`t/${String(index).padStart(2, '0')}.txt`), '')
}

describe('overstay bisect', () => {
  it('finds the pair and its order among files that are named', async () => {
    writeFiles(16)
    const command = writeRunner('case "$files" in *03.txt*11.txt*) true;; *) false;; esac')
    const ran = await bisect([...isQuick, '--files', 't/*.txt'], command)
    expect(ran.code).toBe(123)
    expect(found()).toMatchObject({ culprits: ['t/03.txt', 't/11.txt'], orderMatters: true, restHangs: false })
    expect(ran.stderr).toContain('in this order; the other way round they did not')
    expect(ran.stderr).toContain('again    overstay -- sh runner.sh t/03.txt t/11.txt')
    expect(found()['runCount']).toBeLessThanOrEqual(20)
  })

  it('puts files where {} stands, verifies a suspect first, and says when nothing hangs', async () => {
    writeFiles(8)
    writeRunner('case "$files" in *05.txt*) true;; *) false;; esac')
    const command = ['sh', '-c', 'sh runner.sh {}']
    const ran = await bisect([...isQuick, '--files', 't', '--suspect', './t/05.txt'], command)
    expect([ran.code, found()['runCount'], found()['culprits']]).toEqual([123, 4, ['t/05.txt']])
    const clean = await bisect(['-q', '--files', 't/0[0]*.txt', '--files', 't/01.txt'], ['true'])
    expect([clean.code, clean.stderr]).toEqual([0, expect.stringContaining('no hang in 30 runs') as string])
  })

  it('goes on after an interruption where it was', async () => {
    writeFiles(8)
    // The fourth run says that it has begun, and waits to be interrupted the first time.
    const pause = 'n=$(cat n 2>/dev/null || echo 0); echo $((n+1)) > n; if [ $n = 3 ]; then sleep 20; fi'
    writeFileSync(at('runner.sh'), `${pause}\necho done\ncase "$*" in *02.txt*) exec sleep 300;; esac\n`)
    const options = [...isQuick, '--files', 't', '--state', 'search.jsonl']
    const first = await bisect(options, ['sh', 'runner.sh'], {
      onStarted: (pid) => {
        const hasBegun = () => existsSync(at('n')) && readFileSync(at('n'), 'utf8').trim() === '4'
        void waitUntil(hasBegun, 30_000).then(() => process.kill(pid, 'SIGTERM'))
      },
    })
    expect([first.code, first.stderr]).toEqual([143, expect.stringContaining('interrupted after 3 runs') as string])
    const second = await bisect(options, ['sh', 'runner.sh'])
    expect(second.stderr).toContain('going on after 3 runs')
    expect(found()['culprits']).toEqual(['t/02.txt'])
    expect(readdirSync(directory)).not.toContain('search.jsonl')
  })

  it('asks node --test for its files', async () => {
    for (const name of ['a', 'b', 'c']) writeFileSync(at(`${name}.test.js`), "require('node:test')(() => {})\n")
    writeFileSync(at('b.test.js'), "require('node:test')(() => { setInterval(() => {}, 1000) })\n")
    const ran = await bisect(['--stall', '1s', '--teardown-timeout', '300ms'], [process.execPath, '--test'])
    expect([ran.code, found()['culprits']]).toEqual([123, ['b.test.js']])
  })

  const python = spawnSync('python3', ['-c', 'import pytest']).status === 0
  it.skipIf(!python && process.env['CI'] !== 'true')('asks pytest (needs python3 with pytest)', async () => {
    mkdirSync(at('tests'))
    for (const name of ['a', 'b', 'c', 'd']) writeFileSync(at(`tests/test_${name}.py`), 'def test_it(): pass\n')
    const hang =
      'import threading, time\ndef test_it():\n    threading.Thread(target=time.sleep, args=(300,)).start()\n'
    writeFileSync(at('tests/test_c.py'), hang)
    const ran = await bisect(['--teardown-timeout', '300ms'], ['python3', '-m', 'pytest', '-q', 'tests'])
    expect([ran.code, found()['culprits']]).toEqual([123, ['tests/test_c.py']])
  })

  it.each([
    [[], ['sh', 'x.sh'], /no runner whose files can be listed .*; write overstay bisect --files/],
    [['--files', 'nothing/*'], ['sh'], /--files: no file matches "nothing\/\*"/],
    [['--on-hang', 'leave'], ['sh'], /every run of a search has to be ended/],
    [['--files', '.', '--html', 'x'], ['sh'], /bisect writes --json only/],
    [['--files', '.', '--suspect', 'gone'], ['sh'], /"gone" is not among/],
  ])('%j -- %j is refused with 125', async (options, command, says) => {
    writeFileSync(at('one.txt'), '')
    const ran = await bisect(options, command)
    expect([ran.code, ran.stderr]).toEqual([125, expect.stringMatching(says) as string])
  })
})

describe('runners whose files can be listed', () => {
  const exists = (path: string) => ['tests', 'jest.config.js', 'a.test.js'].includes(path)
  it.each([
    ['npx vitest run tests --coverage', 'npx vitest list --filesOnly tests', 'npx vitest run --coverage F'],
    [
      'npx jest -c jest.config.js a.test.js',
      'npx jest -c jest.config.js --listTests a.test.js',
      'npx jest -c jest.config.js --runTestsByPath F',
    ],
    ['mocha -R dot', 'mocha -R dot --dry-run --reporter json', 'mocha -R dot F'],
    ['python -m pytest -q tests', 'python -m pytest -q --collect-only -q tests', 'python -m pytest -q F'],
    ['node --import tsx --test', null, 'node --import tsx --test F'],
  ])('%s', (text, listing, chosen) => {
    const runner = findTestRunner(text.split(' '), exists)!
    expect(listingCommand(runner)?.join(' ') ?? null).toBe(listing)
    expect(chooseFiles(runner, ['F']).join(' ')).toBe(chosen)
  })

  it('is not guessed at', () => {
    for (const text of ['npm test', 'make check', 'node server.js'])
      expect(findTestRunner(text.split(' '), exists)).toBeNull()
  })

  it('finds the files among what they print', () => {
    expect(parseListing('pytest', 'tests/a.py::test_x\ntests/a.py::test_y\nb.py: 3\n\n3 tests collected\n')).toEqual([
      'tests/a.py',
      'b.py',
    ])
    expect(parseListing('vitest', '[unit] src/a.test.ts\nb.test.js\n')).toEqual(['src/a.test.ts', 'b.test.js'])
    expect(parseListing('jest', '/p/a.test.js\n/p/b.test.tsx\n')).toEqual(['/p/a.test.js', '/p/b.test.tsx'])
    expect(parseListing('mocha', 'log\n{"tests":[{"file":"/p/a.js"},{"file":"/p/a.js"}]}')).toEqual(['/p/a.js'])
  })
})
