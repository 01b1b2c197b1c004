import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../../../support/run-overstay.js'

/**
 * Interpreters that a test may use, the best first: the one named in OVERSTAY_TEST_PYTHON, the environment that
 * `test/ecosystem/python.sh` makes, the system's.
 */
const CANDIDATES = [
  process.env['OVERSTAY_TEST_PYTHON'],
  join(REPOSITORY, 'test/ecosystem/.venv/bin/python'),
  '/usr/bin/python3',
  'python3',
].filter((candidate) => candidate !== undefined)

const CHECK = `
import importlib, re, sys
for need in sys.argv[1:]:
    name, sign, wanted = re.match(r"(\\w+)(>=|<)?(.*)", need).groups()
    module = importlib.import_module(name)
    if sign:
        found = [int(part) for part in re.findall(r"\\d+", module.__version__)[:3]]
        limit = [int(part) for part in wanted.split(".")]
        assert (found >= limit) if sign == ">=" else (found < limit), (need, found)
`

/** An interpreter that can import what is needed (`name`, `name>=1.2`, `name<1.2`); null when there is none here. */
export function findPython(needs: readonly string[]): string | null {
  return CANDIDATES.find((candidate) => canImport(candidate, needs)) ?? null
}

function canImport(python: string, needs: readonly string[]): boolean {
  if (python.startsWith('/') && !existsSync(python)) return false
  try {
    execFileSync(python, ['-c', CHECK, ...needs], { stdio: 'ignore', timeout: 30_000 })
    return true
  } catch {
    return false
  }
}
