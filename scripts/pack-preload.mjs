/**
 * Packs the compiled preload into one file, dist/probes/node/packed.cjs: every Node process of a run loads it, and reading
 * sixteen small files costs three times as much CPU as reading one. Nothing is rewritten: each module becomes a
 * function in a table, and `require` looks there first. In stack traces the file counts as one of Node's own, which every runner
 * leaves out: the wrappers never become "the line that failed". When it is missing or stale, the small files are used as they are.
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../dist/probes/node')
const packed = join(folder, 'packed.cjs')

const files = readdirSync(folder, { recursive: true })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.cjs') && name !== 'packed.cjs')
  .sort()

const table = files.map((name) => {
  const code = readFileSync(join(folder, name), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '')
  // Relative ids are made absolute within the table now, so that nothing is computed in the user's process.
  const linked = code.replace(
    /require\((["'])(\.[^"']+)\1\)/g,
    (_match, _quote, id) => `loadPacked("${posix.join(posix.dirname(name), id)}")`,
  )
  return `${JSON.stringify(name)}: function (module, exports, loadPacked) {${linked}\n}`
})

const text = `'use strict';
var made = {};
function loadPacked(name) {
  var module = made[name];
  if (module === undefined) {
    module = made[name] = { exports: {} };
    table[name].call(module.exports, module, module.exports, loadPacked);
  }
  return module.exports;
}
var table = {
${table.join(',\n')}
};
loadPacked("preload.cjs");
//# sourceURL=node:internal/overstay
`
// Written aside and renamed: a process that starts right now must not read half a file.
writeFileSync(`${packed}.new`, text)
renameSync(`${packed}.new`, packed)
