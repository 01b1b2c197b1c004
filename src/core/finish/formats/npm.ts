// Seen: npm (scripts, workspaces), pnpm -r, yarn, npm-run-all, make, concurrently: they print where a command begins and
// that one failed, but have no line that is always their last. Source: npm/cli @npmcli/run-script lib/make-spawn-args.js;
// pnpm/pnpm exec/plugin-commands-script-runners; open-cli-tools/concurrently src/logger.ts.
import type { Facts, Format } from './format.js'

const failure = (on: readonly string[], match: RegExp) => ({
  role: 'end' as const,
  on,
  match,
  read: (): Facts => ({ isFailed: true, isOnlyVerdict: true }),
})

export const npm: Format = {
  name: 'npm',
  aliases: ['pnpm', 'yarn', 'npm-run-all', 'concurrently', 'make'],
  title: 'npm, pnpm -r, yarn, npm-run-all, concurrently, make',
  language: 'workspaces',
  finish: "none of its own: the children's; `Test failed`, `exited with code 1` and the like make the whole failed",
  wraps: true,
  rules: [
    {
      role: 'boundary',
      on: Array.from('0123456789', (digit) => `@${digit}`),
      match: /^> @?[\w./-]+@\d\S* [\w:.-]+(?: .*)?$/,
    },
    { role: 'boundary', on: ['$ '], match: /^\$ \S/ },
    failure(
      ['npm ERR! ', 'npm error '],
      /^npm (?:ERR!|error) (?:Test failed|Lifecycle script|code ELIFECYCLE|Exit status|command failed)/,
    ),
    failure(['ERR_PNPM_', 'ELIFECYCLE'], /^\s*(?:ERR_PNPM_RECURSIVE|ELIFECYCLE)/),
    failure(['Summary: '], /^Summary: [1-9]\d* fails?, /),
    failure(['error Command failed'], /^error Command failed with exit code [1-9]/),
    failure(['exited with '], /^ERROR: ".*" exited with [1-9]\d*\.$/),
    failure(['exited with code '], /^(?:\[[^\]]+\] )?\S.* exited with code [1-9]\d*$/),
    failure(['make: *** ', ']: *** '], /^make(?:\[\d+\])?: \*\*\* \[.*\] Error \d+$/),
  ],
}
