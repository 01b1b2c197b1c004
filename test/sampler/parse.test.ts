import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guessRuntime } from '../../src/sampler/detail/runtime-guess.js'
import { parseEndpoint, parseListeningUnix, parseSocketTable } from '../../src/sampler/detail/socket-tables.js'
import { parseSyscall } from '../../src/sampler/detail/syscalls.js'
import { parseStat } from '../../src/sampler/linux/stat.js'
import { parseLsof } from '../../src/sampler/portable/lsof.js'

const stat = (name: string, state = 'S', threads = 1) =>
  `42 (${name}) ${state} 7 8 9 34816 42 0 1 2 3 4 50 25 10 5 20 0 ${threads} 0 106639 2990080 404 18446744073709551615`

describe('parseStat', () => {
  it('reads identity, CPU and memory', () => {
    expect(parseStat(stat('sleep'))).toEqual({
      pid: 42,
      name: 'sleep',
      state: 'sleeping',
      ppid: 7,
      pgid: 8,
      sid: 9,
      ttyNumber: 34816,
      cpuTicks: 75,
      reapedCpuTicks: 15,
      threads: 1,
      startTicks: 106639,
      rssPages: 404,
    })
  })
  it('is not fooled by names', () => {
    for (const name of ['a b', ') S 1 1 1', 'x) Z (', '((', 'a\nb', ''])
      expect(parseStat(stat(name))).toMatchObject({ pid: 42, name, ppid: 7, startTicks: 106639 })
  })
  it('counts a zombie leader with living threads as alive', () => {
    expect(parseStat(stat('x', 'Z', 1))?.state).toBe('zombie')
    expect(parseStat(stat('x', 'Z', 3))?.state).toBe('sleeping')
  })
  it('answers null to anything else, and never throws', () => {
    for (const text of ['', '42', '42 (x', '42 (x) S 1']) expect(parseStat(text)).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => void parseStat(text)))
  })
})

describe('socket tables', () => {
  it('reads addresses of both families', () => {
    expect(parseEndpoint('0100007F:1F90')).toEqual({ address: '127.0.0.1', port: 8080 })
    expect(parseEndpoint('00000000000000000000000001000000:0050')).toEqual({ address: '::1', port: 80 })
    expect(parseEndpoint('00000000000000000000000000000000:0050')).toEqual({ address: '::', port: 80 })
    expect(parseEndpoint('0000000000000000FFFF00000100007F:0050')).toEqual({ address: '127.0.0.1', port: 80 })
    expect(parseEndpoint('B80D01200000000000000000010000FE:0050')?.address).toBe('2001:db8::fe00:1')
    expect(parseEndpoint('junk')).toBeNull()
  })
  it('reads entries and skips what does not fit', () => {
    const text = `  sl  local_address rem_address   st tx_queue
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 642 1 x 100 0 0 10 0
   junk
   1: 0100007F:AE1E 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 700 1 x 20`
    expect(parseSocketTable(text, 'tcp')).toMatchObject([
      { state: 'LISTEN', inode: '642', local: { port: 8080 } },
      { state: 'ESTABLISHED', inode: '700', remote: { address: '127.0.0.1', port: 8080 } },
    ])
  })
  it('finds listening unix sockets, not connected ones', () => {
    const text = `Num       RefCount Protocol Flags    Type St Inode Path
000000004c74cb66: 00000002 00000000 00010000 0001 01   638 /run/x y.sock
000000004008a4de: 00000003 00000000 00000000 0001 03   639 /run/x y.sock
000000004008a4df: 00000002 00000000 00010000 0001 01 640 @abstract`
    expect([...parseListeningUnix(text)]).toEqual([
      ['638', '/run/x y.sock'],
      ['640', '@abstract'],
    ])
  })
})

describe('parseSyscall', () => {
  it('names calls and their descriptor for both architectures', () => {
    expect(parseSyscall('0 0x3 0x7f 0x1 0x0 0x0 0x0 0x7ffe 0x7fe8\n', 'x64')).toEqual({ name: 'read', fd: 3 })
    expect(parseSyscall('63 0x3 0x7f 0x1 0x0 0x0 0x0 0x7ffe 0x7fe8\n', 'arm64')).toEqual({ name: 'read', fd: 3 })
    expect(parseSyscall('202 0x7fe8 0x80 0x0 0x0 0x0 0x0 0x1 0x2', 'x64')).toEqual({ name: 'futex', fd: null })
    expect(parseSyscall('9999 0x1 0x1', 'x64')).toEqual({ name: 'syscall 9999', fd: null })
  })
  it('answers null when the thread runs or nothing is known', () => {
    for (const text of ['running', '', '-1 0x7ffe 0x7fe8']) expect(parseSyscall(text, 'x64')).toBeNull()
    expect(parseSyscall('0 0x3', 's390x')).toBeNull()
  })
})

describe('guessRuntime', () => {
  const cases: readonly [string | null, string, string, string | null][] = [
    ['/usr/bin/node', 'node', 'node x.js', 'node'],
    ['/usr/bin/node', 'npm test', 'npm test', 'node'],
    ['/opt/pyenv/versions/3.13.0/bin/python3.13', 'pytest', 'pytest -q', 'python'],
    ['/usr/lib/jvm/java-17/bin/java', 'java', 'java -jar x.jar', 'jvm'],
    ['/usr/lib/erlang/erts-13/bin/beam.smp', 'beam.smp', 'beam.smp -- -root', 'beam'],
    ['/tmp/go-build1/b001/pkg.test', 'pkg.test', '/tmp/go-build1/b001/pkg.test -test.timeout=10m', 'go'],
    ['/usr/bin/node (deleted)', 'MainThread', 'node', 'node'],
    ['/usr/bin/sleep', 'sleep', 'sleep 5', 'native'],
    [null, 'sleep', '', null],
    [null, 'python3', '', 'python'],
  ]
  it.each(cases)('%s, %s, %s: %s', (exe, name, line, runtime) =>
    expect(guessRuntime({ exe, name, command: line.split(' ') })).toBe(runtime),
  )
})

describe('parseLsof', () => {
  it('reads files, sockets and streams by process', () => {
    const text =
      'p10\nfcwd\na \ntDIR\nn/app\nf0\nau\ntCHR\nn/dev/ttys003\nf1\naw\ntFIFO\nn/tmp/out\nf8\nau\ntIPv4\nn*:80\nTST=LISTEN\nf9\nau\ntIPv6\nn[::1]:80->[::1]:5000\nTST=ESTABLISHED\np11\nf3\nau\ntIPv6\nn[::1]:5000->[::1]:80\nTST=ESTABLISHED\nf4\nau\ntIPv4\nn*:53\n'
    const facts = parseLsof(text, ['/tmp/out'])
    expect(facts.get(10)).toEqual({
      openFiles: 4,
      cwd: '/app',
      listening: [{ address: '*', port: 80 }],
      connections: [
        {
          local: { address: '::1', port: 80 },
          remote: { address: '::1', port: 5000 },
          state: 'ESTABLISHED',
          fd: 9,
          peerPid: 11,
        },
      ],
      held: [
        { fd: 0, what: 'terminal', id: '/dev/ttys003', access: 'both' },
        { fd: 1, what: 'output', id: '/tmp/out', access: 'write' },
      ],
    })
    expect(facts.get(11)?.listening).toEqual([{ address: '*', port: 53, protocol: 'udp' }])
  })
  it('never throws', () => {
    const line = fc.tuple(fc.constantFrom('p', 'f', 'a', 't', 'n', 'TST='), fc.string()).map((parts) => parts.join(''))
    fc.assert(fc.property(fc.array(line), (lines) => void parseLsof(lines.join('\n'), [])))
  })
})
