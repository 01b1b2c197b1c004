/**
 * Packs the compiled preload into two files: dist/probes/node/packed.cjs, which every Node process of a run loads, and
 * packed-later.cjs with what few of them need (runner adapters, answers, the profile). Reading twenty small files costs three
 * times as much CPU as reading one, and parsing what is not needed costs as much as reading it.
 *
 * Nothing is rewritten: each module becomes a function in a table, and `require` looks there first. The tables are compiled under a name
 * of Node's own (`node:internal/…`), which every runner leaves out of its stack traces and code frames, and coverage out
 * of its report: a wrapper never becomes "the line that failed". When the packed files are missing or stale, the small ones are used.
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../dist/probes/node')
const LATER = /^(?:frames|answers|tell|deep)\.cjs$|^profile\/|^runners\/(?!detect)/

const names = readdirSync(folder, { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.cjs') && !name.startsWith('packed'))
  .sort()

const TABLE_PARAMETERS = 'require, loadPacked, importPacked, __dirname'

write('packed-later.cjs', `module.exports = ${tableOf(names.filter((name) => LATER.test(name)))}`)
write(
  'packed.cjs',
  `var vm = require('vm')
var table = {}
var made = {}
function addTable(text, name) {
  var factory = new vm.Script(text, { filename: 'node:internal/' + name }).runInThisContext()
  Object.assign(table, factory(require, loadPacked, importPacked, __dirname))
}
function importPacked(url) {
  return import(url)
}
function loadPacked(name) {
  var module = made[name]
  if (module === undefined) {
    if (table[name] === undefined) {
      addTable(require('./packed-later.cjs'), 'overstay-later')
      loadPacked('install.cjs').forgetOwnModules()
    }
    module = made[name] = { exports: {} }
    table[name].call(module.exports, module, module.exports)
  }
  return module.exports
}
try {
  addTable(${tableOf(names.filter((name) => !LATER.test(name)))}, 'overstay')
  loadPacked('preload.cjs')
} catch (_e) {}
`,
)

/** The source text of a function that answers the table, as a string literal. */
function tableOf(modules) {
  const entries = modules.map((name) => `${JSON.stringify(name)}: (function (module, exports) {${linked(name)}\n})`)
  return JSON.stringify(`(function (${TABLE_PARAMETERS}) { 'use strict'; return {\n${entries.join(',\n')}\n} })`)
}

/** Relative ids are made absolute within the table now, so that nothing is computed in the user's process. */
function linked(name) {
  const code = readFileSync(join(folder, name), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '')
  return code
    .replace(/\bimport\(/g, 'importPacked(')
    .replace(
      /require\((["'])(\.[^"']+)\1\)/g,
      (_match, _quote, id) => `loadPacked(${JSON.stringify(posix.join(posix.dirname(name), id))})`,
    )
}

/** Written aside and renamed: a process that starts right now must not read half a file. */
function write(name, text) {
  writeFileSync(join(folder, `${name}.new`), `'use strict'\n${text}`)
  renameSync(join(folder, `${name}.new`), join(folder, name))
}
