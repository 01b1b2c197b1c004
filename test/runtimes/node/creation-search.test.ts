import { describe, expect, it } from 'vitest'
import type { ItemType } from '../../../src/runtimes/node/inside/facts.js'
import { isInLoop } from '../../../src/runtimes/node/judge/calls.js'
import { CreationSearch } from '../../../src/runtimes/node/judge/creation-search.js'
import { classifyFile } from '../../../src/runtimes/node/judge/ownership.js'
import { maskCode, placeOf } from '../../../src/runtimes/node/judge/scan.js'
import { armsItself } from '../../../src/runtimes/node/judge/timing.js'

const scriptOf = (source: string, id = '1') => ({ id, url: `/app/${id}.js`, sourceMapURL: '', source })

/** The line (1-based) found for the function that begins at the `@` of a source. */
function search(type: ItemType, marked: string, name = ''): number | null {
  const offset = marked.indexOf('@')
  const source = marked.replace('@', '')
  const { line, column } = placeOf(source, offset)
  const found = new CreationSearch([scriptOf(source)]).fromFunction(type, {
    role: 'callback',
    name,
    scriptId: '1',
    line,
    column,
    text: '',
  })
  return found === null ? null : placeOf(source, found.offset).line + 1
}

describe('from a callback to the call that made the thing', () => {
  it.each<[string, ItemType, string, string, number | null]>([
    ['inline', 'timer', 'a()\nsetInterval(@() => {}, 5)', '', 2],
    ['formatted over lines', 'timer', 'this.t = setInterval(\n  // sweep (often)\n  @() => {\n  },\n  5)', '', 1],
    ['by name', 'timer', 'function sweep@() {}\nlet t\nt = setInterval(sweep, 5)', 'sweep', 3],
    [
      'bound',
      'timer',
      'class A {\n flush@() {}\n go() {\n setInterval(this.flush.bind(this), 5) } }',
      'bound flush',
      4,
    ],
    ['called', 'timer', 'class A {\n flush@() {}\n go() {\n setInterval(() => this.flush(), 5) } }', 'flush', 4],
    ['two calls name it', 'timer', 'function f@() {}\nsetInterval(f, 1)\nsetInterval(f, 2)', 'f', null],
    ['in a string', 'timer', 'const s = "setInterval("\nrun(@() => {})', '', null],
    ['in an options object', 'server', 'createServer({ key }, {\n  onRequest: @() => {} })', '', 1],
    ['listener, assigned', 'worker', 'const w = new Worker(f)\n\nw.on("message", @() => {})', '', 1],
    ['listener, chained', 'watcher', 'fs\n  .watch(dir)\n  .on("change", @() => {})', '', 1],
    ['another kind of call', 'timer', 'server.listen(0, @() => {})', '', null],
  ])('%s', (_, type, source, name, line) => {
    expect(search(type, source, name)).toBe(line)
  })
})

describe('without a callback', () => {
  const only = (type: ItemType, ...sources: string[]) => {
    const found = new CreationSearch(sources.map((source, index) => scriptOf(source, String(index)))).onlyMaker(type)
    return found === null ? null : `${found.script.id}:${placeOf(found.script.source ?? '', found.offset).line + 1}`
  }

  it('takes the only call there is', () => {
    expect(only('child', 'x()', '\nconst c = spawn("sleep", [])')).toBe('1:2')
    expect(only('child', 'spawn(a)', 'spawn(b)')).toBeNull()
    expect(only('child', '// spawn(a)\nfunction spawn(a) {}')).toBeNull()
  })

  it('prefers the call that holds, and takes neighbours for one', () => {
    expect(only('server', 'const s = http.createServer()\n\ns.listen(0)')).toBe('0:3')
    expect(only('tty', 'process.stdin.on("data", f)\nprocess.stdin.resume()')).toBe('0:1')
  })

  it.each([
    "const { Queue } = require('miniq')\nlet q\nq = new Queue(1)\nq.add(2)",
    "import { Queue as Q } from 'miniq'\nlet q\nq = new Q(1)",
    "import * as miniq from 'miniq/sub'\n\nminiq.createQueue()",
    "var _m = _interopRequireDefault(require('miniq'))\n\nnew _m.default()",
    'const __vi_import_0__ = await __vite_ssr_import__("/node_modules/miniq/index.js", {})\n\n;(0,__vi_import_0__.connect)(1)',
  ])('finds where a package is put to use: %s', (source) => {
    const found = new CreationSearch([scriptOf(source)]).libraryUse(['miniq'])
    expect(found === null ? null : placeOf(source, found.offset).line + 1).toBe(3)
  })
})

describe('reading code', () => {
  it('blanks what is no code and keeps every offset', () => {
    const source = "a(\"x(\", `y$ {b}(`) // z(\nc(/[/(]/g, 4 / 2) /* ( */ + '\\'('"
    const masked = maskCode(source)
    expect(masked).toHaveLength(source.length)
    expect(masked.replace(/[^(]/g, '')).toBe('((')
    expect(masked.split('\n')[0]?.trim()).toMatch(/^a\(" +", ` +`\)$/)
  })

  it.each([
    ['while (!x) {\n await s(1)@', true],
    ['for await (const x of y(z)) { if (x) { await s()@', true],
    ['do { await s()@', true],
    ['while (x) { list.map(async () => { await s()@', false],
    ['async function f() { await s()@', false],
    ['if (x) { await s()@', false],
  ])('knows a loop: %s', (marked, isLoop) => {
    expect(isInLoop(marked.replace('@', ''), marked.indexOf('@'))).toBe(isLoop)
  })

  it('knows a timer that arms itself', () => {
    expect(armsItself('poll', 'function poll() { work(); setTimeout(poll, 5) }')).toBe(true)
    expect(armsItself('poll', 'function poll() { work(); setTimeout(other, 5) }')).toBe(false)
    expect(armsItself('', '() => done()')).toBe(false)
  })
})

describe('whose code', () => {
  it.each([
    ['/app/src/a.ts', 'user'],
    ['/app/node_modules/pg/lib/client.js', 'dependency'],
    ['/app/node_modules/.pnpm/ioredis@5/node_modules/ioredis/built/x.js', 'dependency'],
    ['/app/node_modules/vitest/dist/worker.js', 'runner'],
    ['/usr/lib/node_modules/npm/node_modules/@npmcli/promise-spawn/lib/index.js', 'runner'],
    ['/app/node_modules/@vitest/runner/dist/x.js', 'runner'],
    ['/app/node_modules/.vite-temp/vitest.config.ts.timestamp-1.mjs', 'user'],
    ['node:internal/timers', 'node'],
  ])('%s: %s', (file, kind) => {
    expect(classifyFile(file, '/app').kind).toBe(kind)
  })

  it('lets a project live inside node_modules', () => {
    expect(classifyFile('/x/node_modules/app/src/a.js', '/x/node_modules/app').kind).toBe('user')
  })
})
