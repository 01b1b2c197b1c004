import { execFileSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chooseProcessSource } from '../../sampler/choose-process-source.js'
import { ptyAvailability } from '../../supervisor/child/pty-availability.js'
import { describeHost } from '../../supervisor/host.js'

/** One thing that can be diagnosed here or not, and what would make it possible. */
export interface Check {
  readonly name: string
  readonly isFine: boolean
  readonly says: string
  readonly remedy: string | null
}

/** Looks at this machine; changes nothing. */
export async function runChecks(env: Readonly<Record<string, string | undefined>>): Promise<readonly Check[]> {
  return [checkHost(env), await checkPty(), await checkProcessTable(), checkPtrace(), ...checkTools(env)]
}

function checkHost(env: Readonly<Record<string, string | undefined>>): Check {
  const { platform, release, arch, cpus, node, ci, container } = describeHost(env)
  const places = [ci === null ? null : `CI: ${ci}`, container === null ? null : `container: ${container}`]
  const where = places.filter((place) => place !== null).join(', ')
  const says = `${platform} ${release} ${arch}, ${cpus} CPUs, Node ${node}${where === '' ? '' : `, ${where}`}`
  return { name: 'machine', isFine: true, says, remedy: null }
}

async function checkPty(): Promise<Check> {
  const pty = await ptyAvailability()
  if (pty.available) return { name: 'terminal', isFine: true, says: 'the command can be given a pty', remedy: null }
  return { name: 'terminal', isFine: false, says: `no pty: ${pty.reason}`, remedy: 'commands run over pipes instead' }
}

async function checkProcessTable(): Promise<Check> {
  const { source, warning } = await chooseProcessSource('auto')
  source.close()
  const remedy = warning === null ? null : 'install procps (the program ps) or mount /proc'
  return {
    name: 'processes',
    isFine: warning === null,
    says: warning?.message ?? `read by the ${source.name} source`,
    remedy,
  }
}

/** Yama's ptrace_scope decides who may look into a process; overstay is an ancestor of the command, which 1 allows. */
function checkPtrace(): Check {
  const scope = readNumber('/proc/sys/kernel/yama/ptrace_scope')
  const isFine = scope === null || scope <= 1
  const says =
    scope === null ? 'no Yama restriction' : `Yama ptrace_scope is ${scope}${scope === 1 ? ': ancestors may look' : ''}`
  return { name: 'ptrace', isFine, says, remedy: isFine ? null : 'py-spy and gdb need CAP_SYS_PTRACE here' }
}

function readNumber(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8').trim())
  } catch {
    return null
  }
}

/** Programs that make a diagnosis deeper where they are there; none is required. */
const TOOLS = [
  ['python3', 'Python processes', null],
  ['py-spy', 'stacks of a Python that cannot answer by itself', 'pip install py-spy'],
  ['gdb', 'native stacks', 'install gdb'],
  ['jstack', 'JVM threads', 'install a JDK'],
] as const

function checkTools(env: Readonly<Record<string, string | undefined>>): Check[] {
  return TOOLS.map(([program, purpose, remedy]) => {
    const path = findProgram(program, env['PATH'] ?? '')
    const says = path === null ? `not found (${purpose})` : `${path}${versionOf(path)}`
    return { name: program, isFine: path !== null, says, remedy: path === null ? remedy : null }
  })
}

function findProgram(name: string, path: string): string | null {
  for (const directory of path.split(delimiter)) {
    const file = join(directory || '.', name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      // Not here; the next directory may have it.
    }
  }
  return null
}

function versionOf(path: string): string {
  try {
    const text = execFileSync(path, ['--version'], {
      encoding: 'utf8',
      timeout: 2_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return `, ${text.split('\n')[0]?.slice(0, 60)}`
  } catch {
    return ''
  }
}
