import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isAlive, OVERSTAY, REPOSITORY, runNode, runOverstay } from '../support/run-overstay.js'

const RACE = join(REPOSITORY, 'examples/races/timer-against-answer/suite.cjs')

it('says what it did, by the seed, and leaves nobody stopped', async () => {
  const command = ['sh', '-c', 'sleep 0.6 & sleep 0.6; wait']
  const ran = await runOverstay(command, { options: ['--shake-seed', '11'] })
  expect(ran.report).toMatchObject({ outcome: 'clean', shake: { seed: 11 } })
  expect(ran.report!.shake!.steps.length).toBeGreaterThan(3)
  expect(ran.report!.processes.filter(({ pid }) => isAlive(pid))).toEqual([])
  expect((await runOverstay(['true'])).report).not.toHaveProperty('shake')
})

it('ends its load with the run', async () => {
  const burners = () =>
    readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('ulimit -t 2; while :; do :; done')
      } catch {
        return false
      }
    })
  await runOverstay(['sleep', '0.8'], { options: ['--shake'] })
  expect(burners()).toEqual([])
})

it('makes a race that is lost once in a while one that is lost often', async () => {
  const options = ['-n', '8', '--teardown-timeout', '700ms', '--marker', '^all tests passed$', '--shake-seed', '1']
  const ran = await runNode([OVERSTAY, 'repeat', ...options, '--', process.execPath, RACE])
  const [, hung] = /(\d+) of 8 runs hung/.exec(ran.stderr) ?? []
  expect(Number(hung)).toBeGreaterThanOrEqual(3)
  expect(ran.stderr).toMatch(/culprits \d+x .*suite\.cjs:19/)
  expect(ran.stderr).toContain('shaken with --shake-seed 1')
})
