import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'

const OVERSTAY = new URL('../../../bin/overstay.js', import.meta.url).pathname

// Node gives a child a socket as stdin: a command in a pty cannot open that, its bytes have to be typed.
it.each([
  ['whole lines', 'one\ntwo\n', 'lines 2'],
  ['an unfinished line', 'one\ntwo', 'lines 1'],
  ['nothing', '', 'lines 0'],
])('a socket as stdin reaches a command in a pty: %s', async (_, input, expected) => {
  const script = 'stty -echo; echo "lines $(wc -l)"'
  const overstay = spawn(process.execPath, [OVERSTAY, '--pty', 'always', '--', 'sh', '-c', script])
  let output = ''
  overstay.stdout.on('data', (bytes: Buffer) => {
    output += bytes.toString()
  })
  overstay.stdin.end(input)
  expect(await new Promise((resolve) => overstay.on('exit', resolve))).toBe(0)
  expect(output).toContain(expected)
})
