/**
 * Every bound of the program, named, with its unit and its reason. When one bites, the report says so in `limitsHit`
 * by the name used here. Grouped by room; keep the groups apart so that each room's bounds are found together.
 */
export const LIMITS = {
  // finish: recognising the end of the tests
  /** Characters of a line looked at by patterns; summaries are short, and a pattern's cost grows with the line. */
  lineCharsMax: 4_096,
  /** Characters of a decisive line kept for people. */
  lineShownCharsMax: 300,
  /** Bytes of an unfinished line kept between two reads; what comes after is cut. */
  lineBytesMax: 16_384,
  /** Lines of the terminal remembered, so that a redrawn live area can take back what it showed. */
  screenLinesMax: 512,
  /** Bytes an escape sequence may take before it is given up as text. */
  escapeBytesMax: 4_096,
  /** Earlier states kept for taking erased lines back. */
  undoStepsMax: 512,
  /** Runs of runners told apart in one command; beyond it the oldest are added up. */
  runnerRunsMax: 60,
  /** Started, unfinished tests remembered by name in one run. */
  openTestsMax: 200,
  /** Output prefixes (`web-1 | `) followed apart. */
  lanesMax: 100,
  /** Characters of a `--marker` expression. */
  markerCharsMax: 500,
  /** Characters of a line a `--marker` is matched on: backtracking takes the third power of it at worst. */
  markerLineCharsMax: 400,
  /** Pieces of a line broken at a fixed width that are put together again. */
  foldedPiecesMax: 8,

  /** Processes whose probes may speak of their tests. */
  hooksMax: 500,

  // tree: the process table
  /** Members followed at once; a fork bomb must not take the supervisor with it. */
  membersMax: 4_096,
  /** Ended members remembered for the report. */
  endedMembersMax: 1_000,
  /** ms over which CPU shares are averaged: the kernel counts CPU in ticks of 10 ms, shorter windows are noise. */
  cpuWindowMs: 1_000,
  /** Percent of one core above which a tree counts as working; an idle runtime with a few timers stays below. */
  busyPercentMin: 5,
  /** Characters of a command line looked at by patterns. */
  commandCharsMax: 4_096,
  /** Bytes of a command line read from the OS. */
  commandBytesMax: 8_192,
  /** Members whose `stat` file is kept open; beyond, files are opened anew. Well below the usual 1024 descriptors. */
  keptFilesMax: 256,
  /** ms between two looks at every process: bounds the damage of a missed newcomer. */
  fullScanEveryMs: 5_000,
  /** Processes described in detail in one diagnosis, and those searched for shared pipes and peers. */
  detailedProcessesMax: 500,
  /** Processes described before the event loop gets a turn: reading /proc is synchronous. */
  detailedAtOnceMax: 20,
  /** Open files of one process that are looked at one by one. */
  openFilesReadMax: 4_096,
  /** Processes asked about in one call of `ps`: keeps its command line short. */
  psPidsMax: 200,
  /** ms one `ps` may take before the portable source counts it as failed. */
  psTimeoutMs: 5_000,
  /** Threads of one process that are described. */
  threadsReadMax: 256,

  /** Looks one thorough sample may take until nobody slipped through between list and look. */
  thoroughLooksMax: 5,

  // child: the command, its terminal and its pipes
  /** ms a keeper shell may take to start the command; far above what a loaded machine needs (3 ms measured idle). */
  keeperStartMs: 20_000,
  /** ms after which bytes that look like the beginning of a marker go out; a program may end a write with ESC. */
  markerHoldMs: 30,
  /** Bytes typed or pasted that wait for a command that does not read its terminal. */
  terminalInputPendingBytes: 256 * 1024,
  /** Bytes given to the terminal in one write: the line discipline takes at most 4 KB. */
  terminalInputPieceBytes: 1_024,
  /** ms between tries to write to a full terminal. */
  terminalInputRetryMs: 50,
  /** ms between looks at who still holds the terminal after the command's exit: the first, and the longest. */
  holdersFirstLookMs: 5,
  holdersLookMs: 500,
  /** ms between looks whether a stopped or vanished command goes on. */
  commandLookMs: 500,
  /** Bytes of one read from a pipe. */
  pipeReadBytes: 64 * 1024,
  /** Bytes read at once from a pipe at the command's exit: the most a pipe holds unless root raises it. */
  pipeCapacityBytes: 1024 * 1024,
  /** ms the guard may take to tell the terminal's settings. */
  guardReadyMs: 1_000,
  /** ms within which the hot key must be pressed twice; a single press reaches the command after that. */
  hotKeyMs: 400,
  /** ms between looks whether a shell has brought overstay back to the foreground (`fg` of a running job sends nothing). */
  foregroundLookMs: 500,
  /** ms the command has to stop when overstay is asked to; then overstay stops alone. */
  stopAnswerMs: 500,
  /** Bytes of output that wait for stdout: above the first the command is held back, below the second it goes on. */
  outputPendingHighBytes: 1024 * 1024,
  outputPendingLowBytes: 256 * 1024,
  // step: the way of a run
  /** ms between samples while tests run, after they finished, and while something is being ended. */
  sampleRunningMs: 1_000,
  sampleTeardownMs: 250,
  sampleEndingMs: 60,
  /** ms a thorough sample may take before the run goes on without it. */
  sampleAnswerMs: 2_000,
  /** Phases one event may pass through; more would be a loop. */
  phaseChangesMax: 12,

  // ladder
  /** ms for a released runner to end by itself; work it still does (coverage, reports) extends it. */
  releaseWaitMs: 2_000,
  /** ms a released runner may work at most before the ladder goes on. */
  releaseWaitMaxMs: 15_000,
  /** ms for stray descendants between TERM and KILL. */
  strayTermMs: 1_500,
  /** ms for the runner to end by itself once the strays have gone. */
  strayWaitMs: 2_000,
  /** ms a signalled run (Ctrl-C twice, SIGTERM) gets between TERM and KILL at most: CI kills us soon after. */
  interruptedKillAfterMs: 2_000,
  /** ms after SIGTERM or SIGHUP before the tree is ended although the command was told. */
  interruptGraceMs: 2_500,
  /** Rounds of KILL before what is left is named as a survivor. */
  killRoundsMax: 50,
  /** ms between two rounds of KILL. */
  killRoundMs: 100,

  /** Steps of the ladder kept for the report. */
  ladderStepsMax: 500,

  // diagnosis
  /** ms without output or test activity after which a run that is told to end is asked first what holds it. */
  interruptSilenceMs: 2_000,
  /** ms the signal waits for that answer. */
  interruptDiagnosisMs: 2_000,
  /** ms on top of a budget before an answer that did not come is given up. */
  answerGraceMs: 1_000,
  /** ms on top of a promised end ("this timer is due in 1.2 s") for the exit that follows it. */
  promisedEndGraceMs: 500,
  /** ms all runtimes together may take before the ladder goes on. */
  diagnosisBudgetMs: 5_000,
  /** ms one release may take; Python's exit can wait three times, and gets 1.5 s after each. */
  releaseBudgetMs: 6_000,
  /** Percent of one core from which a process is called busy rather than working now and then. */
  spinningPercentMin: 70,
  /** The same for a process with a thread that is running at this moment: on a crowded machine a loop gets no more. */
  runningPercentMin: 30,
  /** Endpoints, streams or threads told of one process as evidence; more would hide the point. */
  evidenceItemsMax: 5,
  /** Characters of a process's name or command shown in a summary. */
  processShownCharsMax: 60,
  /** ms after the person let something go or signalled it before the processes are asked again who holds the run. */
  lookAgainMs: 1_500,
  /** Findings kept of one diagnosis. */
  findingsMax: 200,

  // python
  /** ms an interpreter gets for its answer; measured: 18 in the median, 82 at worst, more on a loaded machine. */
  pythonAnswerMs: 1_000,
  /** ms C code gets to write the stacks of an interpreter that cannot answer; measured: 3, 8 at worst. */
  pythonStacksMs: 200,
  /** ms over which a thread's CPU time tells a busy one from one that was just awake. */
  pythonBusyWindowMs: 200,
  /** ms between two looks for an answer or an end. */
  pythonPollMs: 5,
  /** Bytes read of one dump by faulthandler (100 threads of 100 frames fit). */
  pythonDumpBytesMax: 1024 * 1024,
  /** Bytes read from the end of the event file to learn how far an exit has come. */
  pythonEventsBytesMax: 1024 * 1024,
  /** Waits that are dropped of one exit: threads, executors, callbacks. */
  pythonReleaseRounds: 3,
  /** ms an interpreter gets to end after one of its waits was dropped. */
  pythonReleaseWaitMs: 1_500,
  // node: the inspector of Node processes
  /** ms an inspector may take to open after SIGUSR1; the main thread has to take part. */
  inspectorOpenMs: 1_000,
  /** ms between two looks for the port it opened. */
  inspectorPollMs: 5,
  /** Processes that are talked to at the same time. */
  conversationsMax: 24,
  /** ms one small command may take. */
  inspectorCommandMs: 1_000,
  /** ms everything about one thread may take, in one command. */
  collectMs: 2_500,
  /** Looks in a row, without a turn of the event loop between them, after which a thread counts as busy. */
  pulsesMin: 3,
  /** ms between two such looks. */
  pulseGapMs: 60,
  /** ms of CPU profile of a thread that is busy without a stack. */
  profileMs: 200,
  /** Bytes of JavaScript heap above which it is not searched for pending awaits: the search costs time in proportion. */
  heapSearchedBytesMax: 150_000_000,
  /** Bytes of a heap snapshot that are taken in. */
  heapSnapshotBytesMax: 300_000_000,
  /** ms a heap snapshot may take. */
  heapSnapshotMs: 3_000,
  /** Independent pending awaits that are located; each costs a walk over the heap. */
  awaitChainsMax: 6,
  /** Functions of one chain of awaits that are located. */
  awaitChainLengthMax: 4,
  /** ms the inspector may take to close again. */
  inspectorCloseMs: 500,
  /** Bytes of one message from a process; heap snapshots come in small pieces. */
  inspectorMessageBytesMax: 64_000_000,
  /** Worker threads of one process that are asked. */
  workersAskedMax: 64,
  /** Characters of the user's loaded scripts taken along to search the call that made a thing. */
  scriptSourceBytesMax: 2_000_000,
  /** Referenced things of one thread that are described. */
  nodeItemsMax: 300,
  /** Bytes of a source map read from disk. */
  sourceMapBytesMax: 50_000_000,

  // profile: what of it stands in the report
  profileProcessesMax: 500,
  profileSitesMax: 500,
  profileFilesMax: 2_000,
  profileSpansMax: 5_000,
  /** Test files named for one place that leaves something over. */
  profileFilesPerSiteMax: 20,
  /** Points of one process's curve: more than a wide screen has pixels for is waste. */
  profilePointsMax: 300,
  /** Bytes of profile.ndjson that are read; beyond, the beginning is kept: the places are told there. */
  profileBytesMax: 64 * 1024 * 1024,

  // repeat: many runs of one command
  /** Bytes kept of one iteration's output. */
  iterationOutputBytesMax: 64 * 1024 * 1024,
  /** Characters of its end that are looked at for what iterations do to each other. */
  iterationTailCharsMax: 16_384,
  // tui: the screen
  /** Samples of one process that its curves show. */
  historyPointsMax: 60,
  /** Bytes of the command's newest output that are kept for a screen opened later. */
  outputTailBytes: 1024 * 1024,
  /** Bytes of output kept back from the terminal while a screen is over it; beyond, the oldest are dropped. */
  heldOutputBytesMax: 64 * 1024 * 1024,
  /** Bytes that wait for the emulator: above the first the command is held back, below the second it goes on. */
  emulatorPendingHighBytes: 1024 * 1024,
  emulatorPendingLowBytes: 256 * 1024,
  /** Lines of output that can be scrolled back to. */
  scrollbackLinesMax: 5_000,
  /** ms between two frames: 30 a second. */
  frameMs: 33,
  /** ms between looks at the clock while nothing happens. */
  clockMs: 1_000,
  /** ms a word about what was just done stays. */
  noticeMs: 8_000,
  /** The same for what was asked of the run: its own news are more to the point. */
  briefNoticeMs: 1_200,
  /** Columns and rows below which the screen is not opened. */
  screenColumnsMin: 40,
  screenRowsMin: 10,
  /** Bytes that wait for the terminal before frames are left out. */
  frameBacklogBytes: 64 * 1024,
  /** Characters of a search, a filter or a file name typed into the screen. */
  promptCharsMax: 500,
  /** Lines of the output that match a search and are remembered. */
  searchHitsMax: 5_000,

  // shake
  /** ms between two disturbances; samples come at least this often then, so that young processes are found. */
  shakeGapMinMs: 5,
  shakeGapMaxMs: 60,
  shakeSampleMs: 30,
  /** ms a process is frozen at most: far below any teardown timeout, so that it never makes a hang by itself. */
  shakeFreezeMaxMs: 300,
  /** ms of competition for the CPU. */
  shakeLoadMaxMs: 400,
  /** Disturbances kept for the report. */
  shakeStepsMax: 500,

  // bisect
  /** Runs of all files together that do not hang, after which it is given up: a rate below 10 % is too rare to search. */
  bisectBaselineRunsMax: 30,
  /** Files looked at for those to search; ms a runner may take to list its own. */
  bisectFilesMax: 200_000,
  bisectListMs: 120_000,

  // report
  warningsMax: 100,
  /** What one HTML page shows; it stays far below the 5 MB that browsers and artifact viewers are glad to open. */
  htmlSuspectsMax: 50,
  htmlFramesMax: 60,
  htmlProcessesMax: 300,
  htmlProfileCharsMax: 500_000,
  /** UTF-8 bytes of a Markdown document: GitHub takes 1 MiB a step and drops what is longer. */
  markdownBytesMax: 900_000,
  markdownSuspectsMax: 20,
  markdownProcessesMax: 60,
  /** Test files that get a case of their own in JUnit and CTRF. */
  caseFilesMax: 200,
  /** Runs kept when many are put together; beyond, a fair sample. About 300 bytes each. */
  iterationsMax: 200_000,
  /** Suspects of one run that are remembered then, and UTF-16 units of each of their texts. */
  iterationSuspectsMax: 5,
  iterationTextCharsMax: 300,
  /** Culprits that a summary of many runs lists. */
  summaryCulpritsMax: 10,
  /** Bars of a histogram, squares of an HTML page and bad runs of a JUnit file, for many runs. */
  histogramBinsMax: 60,
  htmlSquaresMax: 5_000,
  rerunsMax: 100,
  /** Source files read for excerpts of one report. */
  excerptFilesMax: 20,
  /** Points of a curve kept in a report: more than a wide screen has pixels for is waste. */
  curvePointsMax: 1_000,
  /** Files taken from one directory given to `report`. */
  savedFilesMax: 100_000,
  /** Damaged lines of one file that are told one by one. */
  savedProblemsToldMax: 10,
  /** UTF-16 units of a saved report that are read; a real one is far below. */
  reportCharsMax: 64 * 1024 * 1024,
  /** Nesting of a saved report: more would overflow the stack of whoever walks it. */
  reportDepthMax: 64,
  /** UTF-16 units kept of one argument of a command line; masking costs at most the square of it. */
  argumentCharsMax: 4_096,
  /** UTF-16 units of one string from outside (argument, summary, evidence) that any face of the report shows. */
  shownTextCharsMax: 2_000,
  /** Arguments of one command line that are shown. */
  shownArgumentsMax: 60,
  /** Lines of the headless summary: a screenful. With `-v` the second bound holds. */
  summaryLinesMax: 32,
  summaryVerboseLinesMax: 200,
  /** Suspects after the first, processes and warnings that the headless summary shows before it says "and N more". */
  summarySuspectsMax: 4,
  summaryProcessesMax: 8,
  summaryWarningsMax: 3,
  /** Characters drawn before a process in a tree: 20 levels. */
  treeLeadCharsMax: 60,
  /** Frames of one stack in the verbose summary. */
  summaryFramesMax: 12,
} as const
