// Seen: surefire 3.5.6 with maven 3.8.7. Source: apache/maven-surefire …/report/DefaultReporterFactory.java (runCompleted).
// Lines of one class go on with `, Time elapsed`; the total of a module does not. Maven's own end is in maven.ts.
import { type Format, int } from './format.js'

export const mavenSurefire: Format = {
  name: 'maven-surefire',
  aliases: ['surefire'],
  title: 'Maven Surefire, Failsafe',
  language: 'Java',
  finish: '`Tests run: N, Failures: N, Errors: N, Skipped: N`, once a module',
  rules: [
    { role: 'test', on: ['Running '], match: /^(?:\[INFO\] )?Running [\w.$]+$/, read: () => ({ count: 0 }) },
    {
      role: 'test',
      on: ['Time elapsed: '],
      match: /^(?:\[\w+\] )?Tests run: (\d+), .*Time elapsed: /,
      read: ([, count]) => ({ count: int(count) }),
    },
    {
      role: 'part',
      on: ['There was a timeout', 'The forked VM'],
      match: /There was a timeout or other error in the fork|The forked VM terminated/,
      read: () => ({ isFailed: true }),
    },
    {
      role: 'end',
      on: ['Tests run: '],
      match: /^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)$/,
      read: ([, run, failures, errors, skipped]) => ({
        total: int(run),
        passed: Math.max(0, int(run) - int(failures) - int(errors) - int(skipped)),
        failed: int(failures),
        errors: int(errors),
        skipped: int(skipped),
      }),
    },
  ],
}
