/** What a process is recognised by. */
export interface RuntimeHints {
  /** Target of /proc/PID/exe; null where unreadable. */
  readonly exe: string | null
  readonly name: string
  readonly command: readonly string[]
}

/** Executables by what runs in them. `native` is for everything that is known to be plain machine code. */
const EXECUTABLES: readonly (readonly [RegExp, string])[] = [
  [/^(node|nodejs|electron|iojs)(\d[\d.]*)?$/, 'node'],
  [/^bun(-debug)?$/, 'bun'],
  [/^deno$/, 'deno'],
  [/^(python|pythonw|pypy)[\d.]*(d|t|-dbg)?$/, 'python'],
  [/^(java|javaw|jshell)$/, 'jvm'],
  [/^(ruby|irb|jruby|truffleruby)[\d.-]*$/, 'ruby'],
  [/^(perl)[\d.]*$/, 'perl'],
  [/^(php|php-fpm|php-cgi)[\d.]*$/, 'php'],
  [/^(dotnet|mono(-sgen)?|testhost)$/, 'dotnet'],
  [/^(beam(\.smp)?|erl|erlexec)$/, 'beam'],
  [/^(lua|luajit|texlua)[\d.]*$/, 'lua'],
  [/^(R|Rscript)$/, 'r'],
  [/^julia$/, 'julia'],
  [/^(go|gopls)$/, 'go'],
  [/^(sh|dash|bash|zsh|ksh|mksh|fish|ash|busybox)$/, 'shell'],
]

/**
 * The runtime inside a process, from its executable, else its name or first argument; null when nothing says so. A
 * test binary of Go shows by its `-test.` options; other machine code counts as `native` where the file is known.
 */
export function guessRuntime(hints: RuntimeHints): string | null {
  const executable = hints.exe === null ? null : baseName(hints.exe.replace(/ \(deleted\)$/, ''))
  const candidates = [executable, hints.name, baseName(hints.command[0] ?? '')]
  for (const candidate of candidates) {
    const known = EXECUTABLES.find(([pattern]) => candidate !== null && pattern.test(candidate))
    if (known !== undefined) return known[1]
  }
  if (hints.command.some((word) => word.startsWith('-test.')) && /\.test$/.test(executable ?? '')) return 'go'
  return executable === null ? null : 'native'
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
