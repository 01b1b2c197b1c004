#!/usr/bin/env node
// Pictures of the screen for the documentation: real runs on a real pty, their cells drawn as SVG into docs/screens/.
// Needs a build. `node scripts/screenshots.mjs [NAME…]`
import { copyFileSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import unicode11 from '@xterm/addon-unicode11'
import xterm from '@xterm/headless'
import pty from 'node-pty'
import { renderCells } from './screen-svg.mjs'

const root = new URL('..', import.meta.url).pathname
const overstay = `${root}bin/overstay.js`

// A folder with a short name, so that the pictures show the shop and not somebody's disk.
const shop = '/tmp/shop'
rmSync(shop, { recursive: true, force: true })
cpSync(`${root}test/fixtures/tui/shop`, shop, {
  recursive: true,
  filter: (file) => !file.endsWith('node_modules'),
})
copyFileSync(`${root}test/fixtures/tui/suite.mjs`, `${shop}/suite.mjs`)
symlinkSync(`${root}node_modules`, `${shop}/node_modules`)
const vitest = ['vitest', 'run']
const suite = ['node', 'suite.mjs', 'timer', 'server', 'child']

/** What is run, what is pressed, and what must stand on the screen before the picture is taken. */
const PICTURES = [
  {
    name: 'overstays',
    title: 'A vitest suite has passed and stays: the line that holds it is named',
    size: [120, 40],
    command: vitest,
    steps: [/1 src\/database\.mjs/],
  },
  {
    name: 'released',
    title: 'It was let go: the runner exited by itself, the suspect is proved',
    size: [120, 40],
    command: vitest,
    steps: [/1 src\/database\.mjs/, 'r', /command: code 0/, /proved/],
  },
  {
    name: 'close-look',
    title: 'A close look at a suspect on a terminal of 80 by 24',
    size: [80, 24],
    command: suite,
    steps: [/suspects \([34]\)/, '\r', /▸4 suspect 1/],
  },
  {
    name: 'signal',
    title: 'The dialog of a signal',
    size: [80, 24],
    command: suite,
    steps: [/suspects \([34]\)/, '3', 'K', /signal to/],
  },
]

const wanted = process.argv.slice(2)
mkdirSync(`${root}docs/screens`, { recursive: true })
for (const picture of PICTURES) {
  if (wanted.length === 0 || wanted.includes(picture.name)) await take(picture)
}
rmSync(shop, { recursive: true, force: true })
process.exit()

async function take({ name, title, size, command, steps }) {
  const [cols, rows] = size
  const path = `${shop}/node_modules/.bin:${process.env.PATH}`
  const env = { PATH: path, HOME: process.env.HOME, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' }
  const args = [overstay, '--teardown-timeout', '1s', '--', ...command]
  const child = pty.spawn(process.execPath, args, {
    cols,
    rows,
    cwd: shop,
    env,
    encoding: null,
    name: 'xterm-256color',
  })
  const terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true })
  terminal.loadAddon(new unicode11.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  child.onData((bytes) => terminal.write(bytes))
  for (const step of steps) {
    if (typeof step === 'string') child.write(step)
    else await sees(terminal, step)
  }
  // The curves want a few samples.
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  writeFileSync(`${root}docs/screens/${name}.svg`, renderCells(terminal, title))
  console.log(`docs/screens/${name}.svg`)
  child.write('\x1b\x1bx\r')
  await sees(terminal, /overstay exits with/).catch(() => {})
  child.write('q')
  await new Promise((resolve) => child.onExit(resolve))
}

async function sees(terminal, pattern) {
  const text = () => {
    const { active } = terminal.buffer
    return Array.from({ length: terminal.rows }, (_, row) =>
      active.getLine(active.viewportY + row)?.translateToString(true),
    ).join('\n')
  }
  for (const endAtMs = Date.now() + 30_000; !pattern.test(text()); ) {
    if (Date.now() > endAtMs) throw new Error(`${pattern} was never on the screen:\n${text()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
