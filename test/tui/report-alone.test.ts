import { afterEach, expect, it } from 'vitest'
import { openDriver, type ScreenDriver } from './support/screen-driver.js'

const VIEWER = new URL('../fixtures/tui/viewer.mjs', import.meta.url).pathname
const REPORT = new URL('../fixtures/reports/overstayed-one.json', import.meta.url).pathname

let screen: ScreenDriver
afterEach(() => screen.close())

async function open(...mishap: string[]): Promise<void> {
  screen = await openDriver([process.execPath, VIEWER, REPORT, ...mishap])
  await screen.sees('saved report: released by overstay')
}

it('a report alone is shown, and nothing can be done to it', async () => {
  await open()
  screen.press('r', 'K', 'x', 'w')
  screen.press('2', '\r')
  await screen.sees('▸4 suspect 1')
  screen.press('q')
  await screen.sees('closed: by the person')
  expect(screen.isAlternate()).toBe(false)
  // What a library said meanwhile is said afterwards.
  expect(screen.text()).toContain('a library that talks')
})

it('a fault of the screen closes the screen and is told', async () => {
  await open('fault')
  screen.press('!')
  await screen.sees('closed: a fault of the screen')
  expect(screen.isAlternate()).toBe(false)
})

it('an exception that nobody catches leaves the terminal as it was', async () => {
  await open('crash')
  screen.press('!')
  await screen.sees('nobody caught this')
  expect(screen.isAlternate()).toBe(false)
  expect(screen.raw().lastIndexOf('\x1b[?25h')).toBeGreaterThan(screen.raw().lastIndexOf('\x1b[?25l'))
})
