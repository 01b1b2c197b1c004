/**
 * How far the process has come with its exit. Seen at `process.emit` and not by a listener: listeners are counted by
 * leak checks.
 */
import disguise = require('./disguise.cjs')
import eventLog = require('./event-log.cjs')
import natives = require('./natives.cjs')
import snapshots = require('./snapshots.cjs')

function installExit(): void {
  const inherited = process.emit as unknown as (...args: unknown[]) => boolean
  const emit = disguise.disguise(function emit(this: unknown, ...args: unknown[]) {
    const name = args[0]
    if (name === 'exit') {
      snapshots.take('exit', null)
      eventLog.append({ type: 'exitPhase', phase: name })
    }
    return natives.apply(inherited, this, args)
  }, inherited)
  natives.defineProperty(process, 'emit', { value: emit, writable: true, enumerable: false, configurable: true })
}

export = { installExit }
