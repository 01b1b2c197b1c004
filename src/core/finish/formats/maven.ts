// Seen: maven 3.8.7. Source: apache/maven maven-embedder/…/ExecutionEventLogger.java. It goes on after a module's tests.
import type { Format } from './format.js'

export const maven: Format = {
  name: 'maven',
  title: 'Maven',
  language: 'Java',
  finish: '`BUILD SUCCESS|FAILURE`',
  wraps: true,
  rules: [
    { role: 'start', on: ['Scanning for projects'], match: /^\[INFO\] Scanning for projects\.\.\.$/ },
    {
      role: 'end',
      on: ['BUILD SUCCESS', 'BUILD FAILURE'],
      match: /^\[INFO\] BUILD (SUCCESS|FAILURE)$/,
      read: ([, word]) => (word === 'SUCCESS' ? { isPassed: true } : { isFailed: true }),
    },
  ],
}
