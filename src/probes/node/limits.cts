/**
 * Bounds of the code inside the user's process. They stand here and not in core/limits.ts because a probe loads nothing
 * but its own folder; what they cost was measured by bench/preload.mjs.
 */
export = {
  /** Frames kept of one creation. Frameworks put about fifteen between the user's line and the entry point. */
  stackFramesMax: 24,
  /** ms; a one-shot timer shorter than this ends by itself too soon to be worth a stack. */
  timerNotedFromMs: 250,
  /** Stacks taken a second of one kind: at 10 us each this is 1 % of a core at the very worst. */
  notesPerSecondMax: 1_000,
  /** Live objects of one kind that carry a note, about 1.5 KB each. */
  liveNotesPerKindMax: 5_000,
  /** Realms looked into for the state of a vitest worker; a vm pool makes one a file. */
  contextsMax: 16,
  /** Origins of which the last `fetch` is remembered. */
  fetchOriginsMax: 64,
  /** Frames of a spawn written to the event log. */
  loggedFramesMax: 8,
  /** Characters of a command line, file or test name written to the event log. */
  loggedCharsMax: 300,
  /** Bytes of one line of the event log: concurrent appends of less than a page do not mix. */
  lineBytesMax: 4_000,
  /** Lines one process or thread writes in its life. */
  linesMax: 20_000,
  /** Lines of test activity among them: the rest is kept for spawns and the finish. */
  activityLinesMax: 10_000,
  /** ms between two reports of tests starting; files and hooks around them are always told. */
  testActivityEveryMs: 250,
  /** ms between two reports of hooks that run for every test. */
  eachHookActivityEveryMs: 50,

  // the deep look
  /** Causes remembered, about 1 KB each; frames of one; links followed from one note. */
  deepCausesMax: 100_000,
  deepFramesMax: 12,
  deepChainMax: 24,

  // --profile
  /** ms between two looks at everything that is alive. */
  profileEveryMs: 500,
  /** Lines of the profile one process or thread writes in its life: an hour of ticks with ten changed places. */
  profileLinesMax: 20_000,
  /** Lives followed at once, places told apart, and lives told one by one, which must have lasted as long as the third. */
  profiledLivesMax: 20_000,
  profiledSitesMax: 1_000,
  profileSpansMax: 2_000,
  /** ms */
  profileSpanFromMs: 1_000,
  /** Rows of a tally that fit a line. */
  tallyRowsPerLine: 60,
}
