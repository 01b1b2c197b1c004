/**
 * The command is started through a small shell (it sets the cookie, and over a pty it keeps the terminal). A shell
 * meddles with the environment; this file says what must be undone so that the command sees what it would have seen.
 */

/** Variables that some shell adds by itself. The command must not see them unless they were there before. */
const ADDED_BY_SHELLS = ['SHLVL', 'PWD', 'OLDPWD', 'TERM']

export interface ShellWords {
  /** A statement that mends the shell's own environment just before `exec`. */
  readonly repair: string
  /** The words to execute. */
  readonly words: readonly string[]
}

/** Words for `exec "$@"` that run `command` with exactly `env`, given that the shell was started with `env`. */
export function shellWords(
  command: readonly string[],
  resolvedPath: string,
  env: Readonly<Record<string, string>>,
  place: 'shell' | 'subshell',
): ShellWords {
  const [name = '', ...args] = command
  // A leading dash would be read as an option of exec; only the path is safe then.
  const first = name.startsWith('-') ? resolvedPath : name
  const added = ADDED_BY_SHELLS.filter((variable) => env[variable] === undefined)
  const unset = added.length === 0 ? ':' : `unset ${added.join(' ')}`
  const level = env['SHLVL']
  // bash and ash count one up; bash counts down again in `exec`, but not in that of a subshell.
  const guard = place === 'subshell' ? '' : '[ -n "$BASH_VERSION" ] || '
  const repair = level !== undefined && /^\d+$/.test(level) ? `${unset}; ${guard}SHLVL=${level}` : unset
  const dropped = Object.keys(env).filter((variable) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable))
  // dash and ash drop variables whose names are no identifiers (exported bash functions, `npm_config_a-b`); env(1) puts
  // them back. It would take a command name with `=` for one more variable.
  const words =
    dropped.length === 0 || first.includes('=')
      ? [first, ...args]
      : ['/usr/bin/env', ...dropped.map((variable) => `${variable}=${env[variable]}`), first, ...args]
  return { repair, words }
}

/** Sets the RLIMIT_LOCKS cookie in `$1`-style variable text: dash and ash say -w, bash, zsh and ksh -x. */
export function limitStatement(cookie: string): string {
  return /^[0-9]+$/.test(cookie) ? `ulimit -w ${cookie} 2>/dev/null || ulimit -x ${cookie} 2>/dev/null || :` : ':'
}
