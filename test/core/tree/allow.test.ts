import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowPatternFault, findDaemon, matchesAllow } from '../../../src/core/tree/allow.js'

const words = (line: string) => line.split(' ')

describe('deliberate daemons', () => {
  const daemons: readonly [string, string][] = [
    ['watchman', '/usr/local/bin/watchman --foreground --logfile=/tmp/x'],
    ['nx daemon', 'node /app/node_modules/nx/src/daemon/server/start.js'],
    ['turbo daemon', '/app/node_modules/turbo-linux-64/bin/turbo --skip-infer daemon'],
    ['gradle daemon', 'java -Xmx512m -cp g.jar org.gradle.launcher.daemon.bootstrap.GradleDaemon 8.5'],
    ['bazel server', 'bazel(ws) -XX:+HeapDumpOnOutOfMemoryError'],
    ['msbuild node', 'dotnet /usr/share/dotnet/sdk/8.0/MSBuild.dll /nologo /nodemode:1 /nodeReuse:true /low:false'],
    ['roslyn server', 'dotnet /usr/share/dotnet/sdk/8.0/Roslyn/bincore/VBCSCompiler.dll -pipename:x'],
    ['sccache server', '/usr/bin/sccache'],
    ['epmd', '/usr/lib/erlang/bin/epmd -daemon'],
    ['gpg', 'gpg-agent --homedir /tmp/x --use-standard-socket --daemon'],
    ['git', 'git fsmonitor--daemon run --detach'],
    ['ssh master', 'ssh: /home/u/.ssh/cm-1 [mux]'],
    ['spring', 'spring server | app | started 4 mins ago'],
  ]
  it.each(daemons)('%s: %s', (name, line) => expect(findDaemon(words(line))?.name).toBe(name))

  const strays = [
    'node server.js',
    'postgres -D /tmp/pg',
    'redis-server *:6379',
    'Xvfb :99',
    'chrome --headless',
    'esbuild --service=0.20 --ping',
    'node test/watchman.test.js',
    'turbo run daemon-tests',
    'sccache gcc -c x.c',
    'sleep 1000',
    'epmd',
    'node (vitest 1)',
  ]
  it.each(strays)('not on purpose: %s', (line) => expect(findDaemon(words(line))).toBeNull())
})

describe('--allow patterns', () => {
  const match = (line: string, pattern: string) => matchesAllow(words(line), [pattern])
  it('is text anywhere in the command line', () => {
    expect(match('node dev-server.js --port 1', 'dev-server')).toBe(true)
    expect(match('node dev-server.js --port 1', 'Dev-server')).toBe(false)
  })
  it('has * for anything in between', () => {
    expect(match('node dev-server.js --port 1', 'node *--port')).toBe(true)
    expect(match('node dev-server.js --port 1', '--port*node')).toBe(false)
  })
  it('is a regular expression between slashes', () => {
    expect(match('node dev-server.js --port 1', '/^node .*--port \\d+$/')).toBe(true)
    expect(match('/usr/bin/x', '/usr/')).toBe(true)
  })
  it('refuses what would allow everything', () => {
    expect(['', ' ', '*', '**'].map((pattern) => match('node x', pattern))).toEqual([false, false, false, false])
    expect(allowPatternFault('*')).toContain('everything')
    expect(allowPatternFault('/(/')).toContain('regular expression')
    expect(allowPatternFault('postgres')).toBeNull()
  })
  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (command, patterns) => {
        expect(typeof matchesAllow(command, patterns)).toBe('boolean')
      }),
    )
  })
})
