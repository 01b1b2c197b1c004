/**
 * How often to sample, ms. While tests run nobody waits for a sample; after finish and after the command's exit each
 * one delays the verdict. bench/sampler.mjs measures what both cost.
 */
export const SAMPLE_INTERVALS = {
  linux: { runningMs: 250, afterFinishMs: 100 },
  portable: { runningMs: 2_000, afterFinishMs: 1_000 },
  none: { runningMs: 1_000, afterFinishMs: 250 },
} as const
