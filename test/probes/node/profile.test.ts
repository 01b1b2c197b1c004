import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Profile } from '../../../src/core/profile/profile.js'
import { readProfile } from '../../../src/runtimes/profile.js'
import { REPOSITORY_MODULES, runNode, writeProject } from './support.js'

async function profileOf(args: string[], cwd: string): Promise<Profile> {
  const startedAtMs = Date.now()
  const ran = await runNode(args, { cwd, profile: true })
  const read = readProfile(ran.runDir, startedAtMs)
  if (read === null) throw new Error(`no profile; stderr: ${ran.stderr}`)
  return read
}

/** `kind line created/alive/holding` of the places in one file. */
function placesIn(profile: Profile, file: string): string[] {
  return profile.sites.flatMap((site) => {
    const frame = site.stack.find((each) => each.file.endsWith(file))
    return frame ? [`${site.kind} ${frame.line} ${site.created}/${site.aliveAtEnd}/${site.holdingAtEnd}`] : []
  })
}

describe('--profile', () => {
  it('ranks places by what is left at the end; what was closed or unref’d does not hold', async () => {
    const cwd = writeProject({
      'run.mjs': [
        `import { createServer } from 'node:net'`,
        `for (let i = 0; i < 5; i++) clearInterval(setInterval(() => {}, 1000))`,
        `setInterval(() => {}, 1000)`,
        `setInterval(() => {}, 1000).unref()`,
        `const server = createServer().listen(0)`,
        `server.on('listening', () => server.close(() => setTimeout(() => process.exit(0), 1200)))`,
      ].join('\n'),
    })
    const profile = await profileOf(['run.mjs'], cwd)
    const places = placesIn(profile, 'run.mjs')
    expect(places.sort()).toEqual([
      'interval 2 5/0/0',
      'interval 3 1/1/1',
      'interval 4 1/1/0',
      'server 5 1/0/0',
      // The one that is running right now.
      'timer 6 1/1/1',
    ])
    expect(profile.sites[0]).toMatchObject({ kind: 'interval', holdingAtEnd: 1 })
    expect(profile.processes).toMatchObject([{ ended: true, holdingAtEnd: { interval: 1 } }])
    expect(profile.spans.length).toBeGreaterThanOrEqual(2)
  })

  it('survives SIGKILL', async () => {
    const cwd = writeProject({
      'run.mjs': `setInterval(() => {}, 1000)\nsetTimeout(() => process.kill(process.pid, 'SIGKILL'), 900)`,
    })
    const profile = await profileOf(['run.mjs'], cwd)
    expect(placesIn(profile, 'run.mjs')).toContain('interval 1 1/1/1')
    expect(profile.processes[0]).toMatchObject({ ended: false })
  })

  it.each(['forks', 'threads'])(
    'sees a leak in a vitest worker (%s) before the pool ends it, in the original line',
    async (pool) => {
      const leaky = `import { test } from 'vitest'
interface Gone { readonly a: string }


test('leaks', () => { const none: Gone | null = null; setInterval(() => none, 1000) })`
      const cwd = writeProject({ 'package.json': '{"type":"module"}', 'a.test.ts': leaky, 'b.test.ts': leaky })
      symlinkSync(REPOSITORY_MODULES, join(cwd, 'node_modules'))
      const vitest = join(REPOSITORY_MODULES, 'vitest/vitest.mjs')
      const profile = await profileOf([vitest, 'run', '--pool', pool], cwd)
      for (const file of ['a.test.ts', 'b.test.ts']) {
        expect(placesIn(profile, file)).toEqual(['interval 5 1/1/1'])
        const ended = profile.files.find((each) => each.file.endsWith(file))!
        expect(ended.leftOver.map((place) => profile.sites[place]!.stack[0]!.line)).toEqual([5])
      }
    },
  )

  it('writes nothing without the option', async () => {
    const ran = await runNode(['-e', 'setInterval(() => {}, 1000); setTimeout(() => process.exit(0), 700)'])
    expect(readProfile(ran.runDir, 0)).toBe(null)
  })
})
