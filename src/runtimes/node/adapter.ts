import type { RuntimeAdapter } from '../runtime.js'
import { askProcess, refused } from './ask-process.js'
import { converse } from './attach/converse.js'
import { looksLikeNode } from './attach/verify.js'
import { nodeInjection } from './inject.js'
import { RearmMemory } from './judge/rearm-memory.js'
import { releaseFindings } from './release.js'

/** Talks to Node processes through their inspector; nothing needs to have been preloaded. */
export function createNodeAdapter(): RuntimeAdapter {
  const memory = new RearmMemory()
  return {
    name: 'node',
    recognises: looksLikeNode,
    inject: nodeInjection,
    async ask(target, context) {
      try {
        return await askProcess(target, context, memory)
      } catch (error) {
        return refused('node-failed', `asking process ${target.process.pid} failed: ${String(error)}`)
      }
    },
    async release(target, findings, context) {
      try {
        if (!context.mayTouch || findings.every((finding) => finding.release === null)) return []
        const released = await converse(target.process, context, (opened) => releaseFindings(opened, findings))
        return 'code' in released ? [] : released
      } catch {
        return []
      }
    },
  }
}
