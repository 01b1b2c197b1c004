/** File watchers: `fs.watch` and `fs.watchFile`, which chokidar and Vite use too. (`fs.promises.watch` is an awaited generator.) */
import fs = require('node:fs')
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')

function installWatchers(): void {
  wrapResult(fs, 'watch', 'fs.watch')
  wrapResult(fs, 'watchFile', 'fs.watchFile')
}

/** The wrapped function answers the long-lived object itself. */
function wrapResult(owner: object, name: string, api: string): void {
  disguise.replaceMethod(
    owner,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const made = natives.apply(original, this, args)
        if (typeof made === 'object' && made !== null) notes.noteCreation('watcher', api, made)
        return made
      },
  )
}

export = { installWatchers }
