import { LIMITS } from '../../core/limits.js'
import type { Aggregate } from '../../core/report/aggregate.js'
import type { Iteration } from '../../core/report/iteration.js'
import { summarizeAggregate } from '../../core/report/summary.js'
import { showText } from '../../core/words/escape.js'
import { toneOutcome } from '../../core/words/outcome.js'
import { escapeXml } from '../markup.js'
import { renderSummaryText } from './text.js'

const NAME = 'the command exits after its tests'

/**
 * Many runs as one JUnit case, in Surefire's words for tests that were run again: some good and some bad is flaky, each
 * bad run a `flakyFailure`; all bad is a failure with the other runs as `rerunFailure`.
 */
export function renderRepeatJunit(aggregate: Aggregate): string {
  const { iterations } = aggregate
  const bad = iterations.filter((one) => toneOutcome(one.outcome) === 'bad')
  const failed = bad.length > 0 && bad.length === iterations.length
  const ms = iterations.reduce((sum, one) => sum + one.totalMs, 0)
  const counts = `tests="1" failures="${failed ? 1 : 0}" errors="0"`
  const time = `time="${(ms / 1000).toFixed(3)}"`
  const text = renderSummaryText(summarizeAggregate(aggregate), {
    width: 120,
    colour: false,
    verbosity: 'normal',
    ascii: false,
  })
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="overstay" ${time} ${counts}>`,
    `  <testsuite name="overstay" ${time} ${counts} skipped="0">`,
    `    <testcase name="${NAME}" classname="overstay.repeat" ${time}>`,
    ...(failed
      ? [`      <failure type="hang" message="${escapeXml(describeRun(bad[0]!))}">${escapeXml(text)}</failure>`]
      : []),
    ...bad
      .slice(failed ? 1 : 0, LIMITS.rerunsMax)
      .map((one) => renderRerun(failed ? 'rerunFailure' : 'flakyFailure', one)),
    ...(failed ? [] : [`      <system-out>${escapeXml(text)}</system-out>`]),
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

function renderRerun(element: 'rerunFailure' | 'flakyFailure', one: Iteration): string {
  const trace = one.suspects.map((suspect) => `${showText(suspect.place)}: ${showText(suspect.summary)}`).join('\n')
  return `      <${element} type="${escapeXml(showText(one.outcome, 40))}" message="${escapeXml(describeRun(one))}"><stackTrace>${escapeXml(trace)}</stackTrace></${element}>`
}

function describeRun(one: Iteration): string {
  const which = one.index === null ? `run ${showText(one.runId, 80)}` : `iteration ${one.index}`
  const first = one.suspects[0]
  return `${which}: ${showText(one.outcome, 40)}${first === undefined ? '' : `, held by ${showText(first.place)}`}`
}
