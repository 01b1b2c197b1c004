/** Names of the variables children get; see the README. */
export const ENV = {
  marker: 'OVERSTAY',
  runId: 'OVERSTAY_RUN_ID',
  runDir: 'OVERSTAY_RUN_DIR',
  iteration: 'OVERSTAY_ITERATION',
} as const
