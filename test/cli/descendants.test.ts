import { describe, expect, it } from 'vitest'
import { isAlive, type Ran, runOverstay } from '../support/run-overstay.js'

/** Every kind of descendant that can be left behind. After the run none lives, or the report names it. */
const LEFT_BEHIND: readonly (readonly [string, string])[] = [
  ['a background child', 'sleep 300 & exit 0'],
  ['a background child that holds no stream', 'sleep 300 >/dev/null 2>&1 </dev/null & exit 0'],
  ['a setsid child', 'setsid sleep 300 & exit 0'],
  ['a double-forked daemon', '(setsid sh -c "sleep 300 >/dev/null 2>&1 </dev/null &" &) ; sleep 0.2; exit 0'],
  [
    'a double-forked daemon with an empty environment',
    '(setsid env -i sh -c "sleep 300 >/dev/null 2>&1 </dev/null &" &) ; sleep 0.2; exit 0',
  ],
  ['a child that ignores SIGTERM', `sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done' & exit 0`],
  // Deaf to SIGHUP: the kernel hangs up a job's stopped processes when its leader's parent is a shell, as over our pty.
  ['a stopped child', `sh -c 'trap "" HUP; kill -STOP $$; sleep 300' & sleep 0.2; exit 0`],
]

/** Pids the report knows that still live: must be empty, or be named as survivors. */
function unnamedSurvivors({ report }: Ran): number[] {
  const known = report?.processes.map((process) => process.pid) ?? []
  const named = report?.ladder.survivors ?? []
  return known.filter((pid) => isAlive(pid) && !named.includes(pid))
}

describe.each(['never', 'always'])('with --pty %s', (pty) => {
  it.each(LEFT_BEHIND)('%s is found and ended', async (_name, script) => {
    const ran = await runOverstay(['sh', '-c', script], {
      options: ['--pty', pty, '--leak-timeout', '300ms', '-k', '500ms'],
    })
    expect(ran.report?.outcome).toBe('leaked')
    expect(ran.code).toBe(0)
    expect(ran.report?.processes.some((process) => process.outlivedCommand)).toBe(true)
    expect(unnamedSurvivors(ran)).toEqual([])
    expect(ran.report?.ladder.survivors).toEqual([])
  })

  it('a leak is 122 with --leak-result fail, and stays with --on-hang leave', async () => {
    const script = 'sleep 300 >/dev/null 2>&1 </dev/null & exit 0'
    const failing = await runOverstay(['sh', '-c', script], { options: ['--pty', pty, '--leak-result', 'fail'] })
    expect(failing.code).toBe(122)
  })

  it('a tree of 300 processes is ended whole', async () => {
    const script =
      'i=0; while [ $i -lt 30 ]; do sh -c "for n in 1 2 3 4 5 6 7 8 9; do sleep 300 & done; wait" & i=$((i+1)); done; sleep 1; exit 0'
    const ran = await runOverstay(['sh', '-c', script], { options: ['--pty', pty, '-k', '1s'] })
    expect(ran.report?.outcome).toBe('leaked')
    expect(ran.report?.processes.length).toBeGreaterThanOrEqual(300)
    expect(unnamedSurvivors(ran)).toEqual([])
  })

  it('a loop that keeps starting new processes is ended', async () => {
    // Each generation ignores SIGTERM and starts the next before it ends; bounded, should overstay fail.
    const script = `
      loop='trap "" TERM; n=$1; [ "$n" -gt 0 ] || exit 0; sleep 0.02; sh -c "$loop" loop $((n-1)) & exit 0'
      export loop; sh -c "$loop" loop 600 & exit 0`
    const ran = await runOverstay(['sh', '-c', script], {
      options: ['--pty', pty, '-k', '300ms', '--leak-timeout', '300ms'],
    })
    expect(ran.report?.outcome).toBe('leaked')
    expect(unnamedSurvivors(ran)).toEqual([])
    expect(ran.report?.ladder.survivors).toEqual([])
    expect(ran.tookMs).toBeLessThan(15_000)
  })
})

it('an allowed daemon may outlive the run', async () => {
  const script = 'sleep 7.25 >/dev/null 2>&1 </dev/null & exit 0'
  const ran = await runOverstay(['sh', '-c', script], { options: ['--allow', 'sleep 7.25'] })
  expect(ran.report).toMatchObject({ outcome: 'clean', exit: { code: 0 } })
  const daemon = ran.report?.processes.find((process) => process.outlivedCommand)
  expect(daemon === undefined || isAlive(daemon.pid)).toBe(true)
  if (daemon !== undefined) process.kill(daemon.pid)
})
