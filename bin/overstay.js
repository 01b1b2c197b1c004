#!/usr/bin/env node
import { statSync } from 'node:fs'
import module from 'node:module'

const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  process.stderr.write(`overstay needs Node 20 or newer; this is ${process.version}\n`)
  process.exitCode = 125
} else {
  // From Node 22 on: what was compiled once need not be compiled at every start.
  module.enableCompileCache?.()
  const { main } = await import(isPacked() ? '../dist/program/main.js' : '../dist/cli/main.js')
  await main(process.argv.slice(2))
}

/** The packed program starts faster. In a working copy it may be older than what the compiler has just written. */
function isPacked() {
  const changedAtMs = (path) =>
    statSync(new URL(`../dist/${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs
  const packedAtMs = changedAtMs('program/main.js')
  const layers = ['core', 'protocol', 'sampler', 'runtimes', 'supervisor', 'report', 'tui', 'cli']
  return (
    packedAtMs !== undefined && layers.every((name) => (changedAtMs(`${name}/tsconfig.tsbuildinfo`) ?? 0) <= packedAtMs)
  )
}
