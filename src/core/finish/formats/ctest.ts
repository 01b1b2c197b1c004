// Seen: ctest 3.25. Source: Kitware/CMake Source/CTest/cmCTestTestHandler.cxx. Skipped tests count as passed, disabled ones not at all.
import { type Format, int } from './format.js'

export const ctest: Format = {
  name: 'ctest',
  title: 'CTest',
  language: 'C++',
  finish: '`N% tests passed, N tests failed out of N`, with the list of tests that did not run below it',
  announces: 'header',
  owns: true,
  rules: [
    { role: 'start', on: ['Test project '], match: /^Test project \S/ },
    { role: 'test', on: [' Test '], match: /^ *\d+\/\d+ Test +#\d+: .* \d+\.\d+ sec$/ },
    {
      role: 'end',
      on: [' out of '],
      match: /^\d+% tests passed, (\d+) tests? failed out of (\d+)$/,
      read: ([, failed, total]) => ({
        total: int(total),
        failed: int(failed),
        passed: int(total) - int(failed),
        skipped: 0,
      }),
    },
    {
      role: 'after',
      on: ['did not run:'],
      match: /^The following tests did not run:$/,
      read: () => ({ hasUnknownPasses: true, hasList: true }),
    },
    {
      role: 'after',
      on: [' (Skipped)', ' (Disabled)', ' (Not Run)'],
      match: /^\s+\d+ - .* \((Skipped|Disabled|Not Run)\)/,
      read: (_, run) => ({ skipped: (run.summary?.skipped ?? 0) + 1 }),
    },
    {
      role: 'after',
      on: ['Errors while running CTest'],
      match: /^Errors while running CTest$/,
      read: () => ({ isFailed: true }),
    },
    {
      role: 'end',
      on: ['No tests were found!!!'],
      match: /^No tests were found!!!$/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
  ],
}
