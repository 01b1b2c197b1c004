// Seen: cargo test 1.95 (libtest; library, binaries, integration and doc tests, edition 2024; terminal and pipe).
// Source: rust-lang/rust library/test/src/formatters/pretty.rs, rust-lang/cargo src/cargo/ops/cargo_test.rs.
import { type Facts, type Format, int, type RunView, tookMs } from './format.js'

export const cargoTest: Format = {
  name: 'cargo-test',
  aliases: ['libtest'],
  title: 'cargo test (libtest)',
  language: 'Rust',
  finish: '`test result: …`, once for every test binary',
  announces: 'header',
  doubt: (summary) => summary.total !== summary.announced,
  rules: [
    {
      role: 'start',
      on: ['Running ', 'Doc-tests '],
      match: /^ +(?:Running (?:unittests |tests\/|benches\/|examples\/|\S+\.rs|`)|Doc-tests )/,
      read: (_, run) => (isWaiting(run) ? null : {}),
    },
    {
      role: 'start',
      on: ['running '],
      match: /^running (\d+) tests?$/,
      read: ([, count]) => ({ announced: int(count) }),
    },
    {
      role: 'test',
      on: ['... ok', '... FAILED', '... ignored', '... bench'],
      match: /^test .+ \.\.\. (ok|FAILED|ignored\b.*|bench:.*)$/,
    },
    {
      role: 'end',
      on: ['test result: '],
      match:
        /^test result: (ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; (\d+) measured; \d+ filtered out(?:; finished in ([\d.]+)s)?$/,
      read: ([, word, passed, failed, ignored, measured, seconds]): Facts => ({
        passed: int(passed),
        failed: int(failed),
        skipped: int(ignored),
        total: int(passed) + int(failed) + int(ignored) + int(measured),
        ...(word === 'FAILED' ? { isFailed: true } : {}),
        tookMs: tookMs(seconds, 's'),
      }),
    },
    {
      role: 'after',
      on: ['error: '],
      match: /^error: (?:test failed, to rerun|\d+ targets? failed|doctest failed)/,
      read: () => ({ isFailed: true }),
    },
  ],
}

/** A binary without libtest prints no tests: the next binary's header takes its place. */
const isWaiting = (run: RunView): boolean =>
  run.summary === null && run.hasHeader && run.seen === 0 && run.facts.announced === undefined
