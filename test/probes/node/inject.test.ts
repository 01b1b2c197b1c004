import { describe, expect, it } from 'vitest'
import { nodeInjection, quoteNodeOption } from '../../../src/runtimes/node/inject.js'
import { runNode } from './support.js'

const context = { runDir: '/run', runId: 'id', profile: false }
const optionsFor = (env: Record<string, string>, command?: string[]) =>
  nodeInjection({ ...context, env, ...(command ? { command } : {}) })?.set?.['NODE_OPTIONS'] ?? ''

describe('NODE_OPTIONS', () => {
  it('is extended, never replaced', () => {
    const options = optionsFor({ NODE_OPTIONS: '--max-old-space-size=4096 --require "/a b/.pnp.cjs"' })
    expect(options).toMatch(/--require .*\.cjs --max-old-space-size=4096 --require "\/a b\/\.pnp\.cjs"$/)
  })

  it('leaves the inspector to somebody who debugs', () => {
    expect(optionsFor({})).toContain('--"inspect-publish-uid"=http')
    expect(optionsFor({ NODE_OPTIONS: '--inspect-brk' })).not.toContain('publish-uid')
    expect(optionsFor({}, ['node', '--inspect', 'test.js'])).not.toContain('publish-uid')
  })

  it('is not extended twice', () => {
    const once = optionsFor({ NODE_OPTIONS: '' })
    expect(optionsFor({ NODE_OPTIONS: once })).toBe('')
  })

  it('quotes as Node reads it', async () => {
    expect(quoteNodeOption('/plain/path.cjs')).toBe('/plain/path.cjs')
    expect(quoteNodeOption('/with space/"q".cjs')).toBe('"/with space/\\"q\\".cjs"')
    const ran = await runNode(['-p', 'process.title'], {
      preload: false,
      env: { NODE_OPTIONS: `--title=${quoteNodeOption('a "b" \\c')}` },
    })
    expect(ran.stdout.trim()).toBe('a "b" \\c')
  })
})
