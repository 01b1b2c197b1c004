/**
 * Packs the compiled preload into two files: dist/probes/node/packed.cjs, which every Node process of a run loads, and
 * packed-later.cjs with what few of them need (runner adapters, answers, the profile). Reading twenty small files costs three
 * times as much CPU as reading one, and parsing what is not needed costs as much as reading it.
 *
 * Nothing is rewritten: each module becomes a function in a table, and `require` looks there first. In stack traces the files count
 * as Node's own, which every runner leaves out: a wrapper never becomes "the line that failed". When they are
 * missing or stale, the small files are used as they are.
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

write(
  'packed-later.cjs',
  `module.exports = function (loadPacked) { return {
${tableOf(names.filter((name) => LATER.test(name)))}
} }
//# sourceURL=node:internal/overstay-later
`,
)
write(
  'packed.cjs',
  `var made = {}
function loadPacked(name) {
  var module = made[name]
  if (module === undefined) {
    if (table[name] === undefined) {
      Object.assign(table, require('./packed-later.cjs')(loadPacked))
      loadPacked('install.cjs').forgetOwnModules()
    }
    module = made[name] = { exports: {} }
    table[name].call(module.exports, module, module.exports)
  }
  return module.exports
}
var table = {
${tableOf(names.filter((name) => !LATER.test(name)))}
}
loadPacked('preload.cjs')
//# sourceURL=node:internal/overstay
`,
)

function tableOf(modules) {
  return modules.map((name) => `${JSON.stringify(name)}: function (module, exports) {${linked(name)}\n}`).join(',\n')
}

/** Relative ids are made absolute within the table now, so that nothing is computed in the user's process. */
function linked(name) {
  const code = readFileSync(join(folder, name), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '')
  return code.replace(
    /require\((["'])(\.[^"']+)\1\)/g,
    (_match, _quote, id) => `loadPacked(${JSON.stringify(posix.join(posix.dirname(name), id))})`,
  )
}

/** Written aside and renamed: a process that starts right now must not read half a file. */
function write(name, text) {
  writeFileSync(join(folder, `${name}.new`), `'use strict'\n${text}`)
  renameSync(join(folder, `${name}.new`), join(folder, name))
}
