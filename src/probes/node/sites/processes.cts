/**
 * Child processes. Each one is also written to the event log with the user's line: before a `*Sync` call, because the process
 * is then deaf until the child ends, and after every spawn, because the child may outlive us.
 */
import childProcess = require('node:child_process')
import disguise = require('../disguise.cjs')
import eventLog = require('../event-log.cjs')
import limits = require('../limits.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')

type SpawnedProcess = childProcess.ChildProcess & { spawnfile?: unknown; spawnargs?: unknown }

function installProcesses(): void {
  // spawn, exec, execFile, fork, cluster and their promises all come through here.
  disguise.replaceMethod(
    childProcess.ChildProcess.prototype,
    'spawn',
    (original) =>
      function spawn(this: SpawnedProcess, ...args: unknown[]) {
        const result = natives.apply(original, this, args)
        notes.noteCreation('child', 'child_process.spawn', this)
        logSpawn(this.pid ?? null, this.spawnfile, this.spawnargs)
        return result
      },
  )
  for (const name of ['spawnSync', 'execFileSync', 'execSync']) wrapSync(name)
}

function wrapSync(name: string): void {
  disguise.replaceMethod(
    childProcess,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const [command, words] = args
        logSpawn(null, command, Array.isArray(words) ? [command, ...words] : [command])
        return natives.apply(original, this, args)
      },
  )
}

/** Never throws. `args` includes the program itself, as Node keeps them. */
function logSpawn(pid: number | null, file: unknown, args: unknown): void {
  if (!eventLog.isOpen()) return
  try {
    const words = Array.isArray(args) && args.length > 0 ? args : [file]
    const command = words.filter((word) => typeof word === 'string').join(' ')
    const frames = require('../frames.cjs') as typeof import('../frames.cjs')
    const stack = frames.mappedFrames(notes.captureStack(frames.newMappedHolder())).slice(0, limits.loggedFramesMax)
    eventLog.append({
      type: 'spawned',
      child: pid,
      command: eventLog.cut(command),
      stack: frames.toWireStack(stack),
    })
  } catch {
    // A spawn without its line in the log.
  }
}

export = { installProcesses }
