import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = '/usr/lib/postgresql'

export interface Postgres {
  /** Where tests find it. */
  readonly env: Readonly<Record<string, string>>
  stop(): void
}

/** A private PostgreSQL on a free port of the loopback, from the Debian package; null where it is not installed. */
export async function startPostgres(): Promise<Postgres | null> {
  const version = existsSync(ROOT) ? readdirSync(ROOT).sort().at(-1) : undefined
  if (version === undefined) return null
  const bin = join(ROOT, version, 'bin')
  const directory = mkdtempSync(join(tmpdir(), 'overstay-pg-'))
  const asUser = userPrefix()
  chmodSync(directory, 0o755)
  if (asUser.length > 0) execFileSync('chown', ['postgres', directory])
  const port = await freePort()
  const run = (file: string, ...args: string[]) => {
    const [first, ...rest] = [...asUser, join(bin, file), ...args]
    return promisify(execFile)(first!, rest, { cwd: directory })
  }
  await run('initdb', '-D', `${directory}/data`, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8')
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`
  await run('pg_ctl', '-D', `${directory}/data`, '-o', options, '-l', `${directory}/log`, '-w', 'start')
  const address = `postgres@127.0.0.1:${port}/postgres`
  return {
    env: { TEST_POSTGRES: `postgresql+asyncpg://${address}`, TEST_POSTGRES_SYNC: `postgresql+psycopg2://${address}` },
    stop: () => {
      const [first, ...rest] = [...asUser, join(bin, 'pg_ctl'), '-D', `${directory}/data`, '-m', 'immediate', 'stop']
      execFileSync(first!, rest, { stdio: 'ignore', cwd: directory })
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root. */
function userPrefix(): readonly string[] {
  return process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : []
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
