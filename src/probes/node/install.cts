/** Puts everything in place, each part on its own: one that fails leaves the others and the user's program alone. */
import nodeModule = require('node:module')
import answer = require('./answer.cjs')
import disguise = require('./disguise.cjs')
import eventLog = require('./event-log.cjs')
import exit = require('./exit.cjs')
import natives = require('./natives.cjs')
import detect = require('./runners/detect.cjs')
import channels = require('./sites/channels.cjs')
import fetchSites = require('./sites/fetch.cjs')
import ports = require('./sites/ports.cjs')
import network = require('./sites/network.cjs')
import processes = require('./sites/processes.cjs')
import timers = require('./sites/timers.cjs')
import watchers = require('./sites/watchers.cjs')

function install(): void {
  attempt(disguise.hideSources)
  attempt(timers.installTimers)
  attempt(network.installNetwork)
  attempt(processes.installProcesses)
  attempt(watchers.installWatchers)
  attempt(channels.installChannels)
  attempt(ports.installPorts)
  attempt(fetchSites.installFetch)
  attempt(answer.installAnswer)
  // A worker thread's exit is not its process's.
  if (natives.isMainThread) {
    attempt(avoidInspectorPort)
    attempt(exit.installExit)
  }
  if (eventLog.isOpen() && process.env['OVERSTAY_PROFILE'] === '1') attempt(installProfile)
  if (process.env['OVERSTAY_DEEP'] === '1') attempt(installDeep)
  if (eventLog.isOpen()) attempt(detect.installRunnerAdapter)
  attempt(nodeModule.syncBuiltinESMExports)
  attempt(forgetOwnModules)
}

function installDeep(): void {
  require('./deep.cjs').installDeep()
}

function installProfile(): void {
  require('./profile/recorder.cjs').installProfile()
}

/**
 * A free port when somebody attaches, instead of 9229 in every process. `--inspect-port=0` in NODE_OPTIONS would do the same, but
 * then `node --test` believes that it is debugged: it warns and runs one file at a time.
 */
function avoidInspectorPort(): void {
  const options = [process.env['NODE_OPTIONS'] ?? '', ...process.execArgv]
  if (!options.some((option) => /--(?:inspect|debug)/.test(option))) process.debugPort = 0
}

/** `require.cache` is what it would have been: some suites list or clear it. */
function forgetOwnModules(): void {
  const { _pathCache } = nodeModule as unknown as { _pathCache?: Record<string, unknown> }
  for (const cache of [require.cache, _pathCache ?? {}]) {
    for (const key of Object.keys(cache)) if (key.includes(__dirname)) delete cache[key]
  }
}

function attempt(part: () => void): void {
  try {
    part()
  } catch {
    // This part is missing, nothing else.
  }
}

export = { install, forgetOwnModules }
