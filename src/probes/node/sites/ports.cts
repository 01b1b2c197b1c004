/**
 * Message ports hold a thread from their first listener on, not from `new MessageChannel()`: Node then calls the port's `ref`.
 * That is also where `parentPort.on('message')` ends.
 */
import workerThreads = require('node:worker_threads')
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')

function installPorts(): void {
  disguise.replaceMethod(
    workerThreads.MessagePort.prototype,
    'ref',
    (original) =>
      function ref(this: object, ...args: unknown[]) {
        if (notes.noteOf(this) === null) notes.noteCreation('port', "MessagePort.on('message')", this)
        return natives.apply(original, this, args)
      },
  )
}

export = { installPorts }
