/**
 * Message ports hold a thread from their first listener on, not from `new MessageChannel()`: Node then calls the port's `ref`.
 * That is also where `parentPort.on('message')` ends.
 */
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')

function installPorts(): void {
  // From Node 22 on the class is there without loading the module into every process.
  const { value } = natives.getOwnPropertyDescriptor(globalThis, 'MessagePort') ?? {}
  const { MessagePort } = value ? globalThis : (require('node:worker_threads') as typeof import('node:worker_threads'))
  disguise.replaceMethod(
    MessagePort.prototype,
    'ref',
    (original) =>
      function ref(this: object, ...args: unknown[]) {
        if (notes.noteOf(this) === null) notes.noteCreation('port', "MessagePort.on('message')", this)
        return natives.apply(original, this, args)
      },
  )
}

export = { installPorts }
