import { describe, expect, it } from 'vitest'
import { explainPython } from '../../../src/runtimes/python/explain/explain.js'
import { readFaultDump } from '../../../src/runtimes/python/fault-dump.js'
import { readAnswer } from '../../../src/runtimes/python/read-answer.js'
import { isPython } from '../../../src/runtimes/python/recognise.js'
import { readPstree, readPyspy, readPystack } from '../../../src/runtimes/python/tools.js'

const KEY = { pid: 7, startId: 1 }

describe('what an agent may write', () => {
  it.each([[null], [[]], [{}], [{ v: 2, threads: [] }], [{ v: 1, threads: 'no' }]])('is refused: %j', (value) =>
    expect(readAnswer(value)).toBeNull(),
  )

  it('is read as far as it fits, and never breaks the explanation', () => {
    const answer = readAnswer({
      v: 1,
      phase: 'joining-threads',
      threads: [null, 3, { ident: 'x', stack: [[1], ['/p/a.py', 3, 'f', false], 7], waits: [{}] }, { daemon: false }],
      loops: [{ tasks: [{ stack: 'no' }] }],
      databases: [{ checkedOut: [1] }],
      locks: [{ waiters: ['a'], taken: [] }],
      children: 5,
    })
    expect(answer).not.toBeNull()
    if (answer !== null) expect(explainPython(answer, KEY, '/p', null, null).findings).toBeDefined()
  })
})

describe('stacks from elsewhere', () => {
  it('reads what faulthandler writes', () => {
    const threads = readFaultDump(
      'fd 999\nThread 0x00007f01 (most recent call first):\n  File "/p/a.py", line 3 in f\n\nCurrent thread 0x00007f02 [main] (most recent call first):\n  File "<overstay>/hooks.py", line 1 in g\n  File "/usr/lib/python3.11/threading.py", line 9 in h\n',
    )
    expect(threads.map((thread) => thread.current)).toEqual([false, true])
    expect(threads[0]?.stack).toEqual([{ file: '/p/a.py', line: 3, function: 'f', internal: false }])
    expect(threads[1]?.stack.map((frame) => frame.internal)).toEqual([true])
  })

  it('reads py-spy, the main thread last', () => {
    const frame = { name: 'f', filename: '/p/a.py', line: 3 }
    const output = JSON.stringify([
      { thread_name: 'MainThread', thread_id: 1, frames: [frame] },
      { thread_name: 'w', thread_id: 2, os_thread_id: 9, frames: [frame] },
    ])
    expect(readPyspy(output).map((thread) => thread.name)).toEqual(['w', 'MainThread'])
    expect(readPyspy('no json')).toEqual([])
  })

  it('reads pystack, innermost first', () => {
    const output =
      'Traceback for thread 12 (python) [] (most recent call last):\n    (Python) File "/p/a.py", line 1, in outer\n    (Python) File "/p/a.py", line 2, in inner\n'
    expect(readPystack(output)[0]?.stack.map((frame) => frame.function)).toEqual(['inner', 'outer'])
  })

  it('reads the task tree of asyncio', () => {
    const output =
      '└── (T) Task-1\n    └──  main /p/a.py:6\n        └── (T) forgotten\n            └──  inner /p/a.py:3\n'
    const tasks = readPstree(output)
    expect(tasks.map((task) => [task.name, task.stack[0]?.line])).toEqual([
      ['Task-1', 6],
      ['forgotten', 3],
    ])
  })
})

describe('which processes are Python', () => {
  const sample = (name: string, ...command: string[]) =>
    isPython({ name, command } as unknown as Parameters<typeof isPython>[0])
  it('by name, by argument, by a title that replaced both', () => {
    expect(sample('python3', '/usr/bin/python3', 'x.py')).toBe(true)
    expect(sample('python3.14', 'python3.14')).toBe(true)
    expect(sample('pytest', '/venv/bin/python', '/venv/bin/pytest')).toBe(true)
    expect(sample('[pytest-xdist r', '[pytest-xdist running] test_a.py')).toBe(true)
    expect(sample('node', 'node', 'python.js')).toBe(false)
    expect(sample('pythonesque', '/bin/pythonesque')).toBe(false)
  })
})
