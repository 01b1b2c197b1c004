import { defineConfig } from 'vitest/config'

// Real processes on a shared CI machine: one more try there tells bad luck from a bug; on a laptop every failure shows.
const retry = process.env['CI'] === 'true' ? 1 : 0

// `core` is pure and fast; `process` runs real children, one file at a time, because two cores are shared with them.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          include: ['test/{core,report,tidy,protocol}/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'process',
          include: ['test/{process,sampler,cli,runtimes,probes,tui,examples}/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          retry,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'ecosystem',
          include: ['test/ecosystem/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          retry,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
