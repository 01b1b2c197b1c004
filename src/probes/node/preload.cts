/**
 * What `NODE_OPTIONS=--require` names. Runs first in every Node process and worker thread of the run, so it is written in
 * the oldest syntax (an old Node must be able to parse it) and lets nothing out: whatever fails, the process goes on
 * as if nothing had been injected. Bun, Deno and Electron honour parts of NODE_OPTIONS; they are left alone.
 */
var versions: { bun?: string; deno?: string; electron?: string; node: string } = process.versions
try {
  if (!versions.bun && !versions.deno && !versions.electron && parseInt(versions.node, 10) >= 16) {
    require('./install.cjs').install()
  }
} catch (_e) {
  // The user's program must not notice.
}
