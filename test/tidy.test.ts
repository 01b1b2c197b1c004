import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The repository's own rules, held by a test instead of by memory. */

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '')

const code = files.filter((file) => /^(src|bin|scripts|bench)\/.*\.(ts|cts|mjs|js|py)$/.test(file))
const prose = files.filter(
  (file) => /\.(md|ts|cts|mjs|js|py|yml|yaml|sh)$/.test(file) && !/fixtures|node_modules/.test(file),
)

const read = (file: string) => readFileSync(file, 'utf8')

it('source files hold one idea: at most 400 lines', () => {
  const large = code.filter((file) => read(file).split('\n').length > 401)
  expect(large).toEqual([])
})

it('functions fit on a screen: at most 70 lines', () => {
  const long = code.filter((file) => /\.(ts|cts)$/.test(file)).flatMap((file) => longFunctions(file, read(file)))
  expect(long).toEqual([])
})

/** Functions and methods by their indentation, as the formatter lays them out. */
function longFunctions(file: string, text: string): string[] {
  const lines = text.split('\n')
  const found: string[] = []
  lines.forEach((line, index) => {
    const head =
      /^(\s*)(?:export )?(?:async )?function[\s*]|^(\s+)(?:(?:private|public|protected|static|async|override|get|set) )*[\w#]+\(.*\).*\{$/.exec(
        line,
      )
    if (head === null || /^\s*(?:if|for|while|switch|catch|return)\b/.test(line)) return
    const indent = head[1] ?? head[2] ?? ''
    const end = lines.findIndex((other, at) => at > index && other.startsWith(`${indent}}`))
    if (end - index > 70) found.push(`${file}:${index + 1} (${end - index} lines)`)
  })
  return found
}

it('nothing is left undone in the code', () => {
  const words = new RegExp(
    `\\b(${['TO', 'FIX', 'XX'].map((half) => half + { TO: 'DO', FIX: 'ME', XX: 'X' }[half as 'TO']).join('|')})\\b`,
  )
  expect(code.filter((file) => words.test(read(file)))).toEqual([])
})

it('names say what a thing is, not that it is one', () => {
  const vague = files.filter((file) => /^src\/.*(manager|helper|util)s?\b/i.test(file))
  expect(vague).toEqual([])
})

it('files and folders are kebab-case', () => {
  const odd = files.filter((file) => /^src\/.*\.(ts|cts)$/.test(file) && !/^[a-z0-9/.-]+$/.test(file))
  expect(odd).toEqual([])
})

it('nothing names the machine it was written on', () => {
  const pattern = new RegExp(['/work', '/root/\\.'].join('|').replace('/work', '/wor' + 'k/(main|shared|wt)'))
  expect(prose.filter((file) => file !== 'test/tidy.test.ts' && pattern.test(read(file)))).toEqual([])
})

it('every bound of limits.ts is used', () => {
  const names = [...read('src/core/limits.ts').matchAll(/^ {2}(\w+):/gm)].map((match) => match[1]!)
  const all = code
    .filter((file) => file !== 'src/core/limits.ts')
    .map(read)
    .join('\n')
  expect(names.filter((name) => !all.includes(`LIMITS.${name}`))).toEqual([])
  expect(new Set(names).size).toBe(names.length)
})

it('the core imports nothing but itself', () => {
  const wrong = code
    .filter((file) => /^src\/(core|protocol)\//.test(file))
    .filter((file) => [...read(file).matchAll(/from '([^']+)'/g)].some((match) => !match[1]!.startsWith('.')))
  expect(wrong).toEqual([])
})

it('only the loop calls step', () => {
  const callers = code.filter((file) => /import \{[^}]*\bstep\b[^}]*\} from '.*core\/step\.js'/.test(read(file)))
  expect(callers).toEqual(['src/supervisor/loop.ts'])
})
