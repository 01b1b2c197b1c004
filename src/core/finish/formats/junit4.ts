// Seen: JUnit 4.13.2 (JUnitCore), cppunit 1.15.1 (text). Source: junit-team/junit4 src/main/java/org/junit/internal/TextListener.java;
// cppunit src/cppunit/TextOutputter.cpp. In JUnit errors are among the failures.
import { type Format, int } from './format.js'

export const junit4: Format = {
  name: 'junit4',
  aliases: ['cppunit'],
  title: 'JUnit 4 (JUnitCore), CppUnit',
  language: 'Java, C++',
  finish: '`OK (N tests)`, `Tests run: N,  Failures: N` or `Run: N   Failures: N   Errors: N`',
  rename: (facts) => (facts.hasJunit === true ? null : 'cppunit'),
  rules: [
    { role: 'start', on: ['JUnit version '], match: /^JUnit version 4/, read: () => ({ hasJunit: true }) },
    {
      role: 'end',
      on: ['OK ('],
      match: /^OK \((\d+) tests?\)$/,
      read: ([, count]) => ({ total: int(count), passed: int(count), failed: 0 }),
    },
    {
      role: 'end',
      on: ['Tests run: '],
      match: /^Tests run: (\d+), {2}Failures: (\d+)$/,
      read: ([, run, failures]) => ({ passed: int(run) - int(failures), failed: int(failures), hasJunit: true }),
    },
    {
      role: 'end',
      on: ['Failures: '],
      match: /^Run: +(\d+) +Failures: +(\d+) +Errors: +(\d+)$/,
      read: ([, run, failures, errors]) => ({
        passed: int(run) - int(failures) - int(errors),
        failed: int(failures),
        errors: int(errors),
      }),
    },
  ],
}
