// From source: pester/Pester src/functions/Output.ps1 (Write-PesterReport), version 5.
import { type Format, int } from './format.js'

export const pester: Format = {
  name: 'pester',
  title: 'Pester',
  language: 'PowerShell',
  finish: '`Tests Passed: N, Failed: N, Skipped: N`',
  rules: [
    {
      role: 'end',
      on: ['Tests Passed: '],
      match: /^Tests Passed: (\d+), Failed: (\d+), Skipped: (\d+)/,
      read: ([, passed, failed, skipped]) => ({ passed: int(passed), failed: int(failed), skipped: int(skipped) }),
    },
    {
      role: 'after',
      on: ['BeforeAll \\ AfterAll failed', 'Container failed'],
      match: /^(?:BeforeAll \\ AfterAll failed|Container failed): [1-9]/,
      read: () => ({ isFailed: true }),
    },
  ],
}
