#!/usr/bin/env node
const [major] = process.versions.node.split('.')
if (Number(major) < 20) {
  process.stderr.write(`overstay needs Node 20 or newer; this is ${process.version}\n`)
  process.exitCode = 125
} else {
  const { main } = await import('../dist/cli/main.js')
  await main(process.argv.slice(2))
}
