import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'

/**
 * Takes the translation of line ends off a terminal that Node has put into raw mode: Node leaves it on, and a bare line
 * feed of a full-screen program would get a carriage return. Returns at once; call the result before the settings are
 * restored, so that a late stty cannot undo that.
 */
export function dropOutputTranslation(fd: number): () => void {
  const stty = spawn('stty', ['-opost'], { stdio: [fd, 'ignore', 'ignore'] })
  stty.on('error', () => {})
  return () => {
    if (stty.exitCode === null) stty.kill('SIGKILL')
  }
}

/** Does this terminal turn Ctrl-C and Ctrl-\ into signals just now? A raw-mode program reads them as keys. Unknown: yes. */
export async function makesSignals(terminal: string): Promise<boolean> {
  let fd: number
  try {
    fd = openSync(terminal, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
  } catch {
    return true
  }
  try {
    return !/(^|\s)-isig\b/.test(await readSettings(fd))
  } finally {
    closeSync(fd)
  }
}

function readSettings(fd: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const stty = spawn('stty', ['-a'], { stdio: [fd, 'pipe', 'ignore'] })
    stty.stdout!.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
    })
    stty.on('error', () => resolve(''))
    stty.on('close', () => resolve(text))
  })
}
