import { isInterpreter, programName, scriptOf } from './runner-names.js'

/** Launchers that are scripts themselves, seen as `node …/npm-cli.js` or `python3 …/tox`, and under their own name. */
const SCRIPTED = new Set([
  ...['npm', 'npm-cli', 'npx', 'npx-cli', 'pnpm', 'pnpx', 'yarn', 'yarnpkg', 'corepack', 'bunx'],
  ...['cross-env', 'cross-env-shell', 'dotenv', 'env-cmd', 'npm-run-all', 'run-s', 'run-p', 'wireit', 'concurrently'],
  ...['nyc', 'c8', 'tsx', 'ts-node', 'start-server-and-test', 'lerna', 'nx', 'turbo', 'rush', 'rushx', 'moon', 'grunt'],
  ...['gulp', 'react-scripts', 'vue-cli-service', 'rake', 'bundle', 'composer', 'vstest.console', 'overstay'],
  ...['poetry', 'pipenv', 'uv', 'uvx', 'hatch', 'pdm', 'rye', 'tox', 'nox', 'coverage'],
])

/** Plain programs that run another one and pass its exit code on. */
const PLAIN = new Set([
  ...['ash', 'bash', 'dash', 'fish', 'ksh', 'mksh', 'sh', 'zsh', 'busybox'],
  ...['make', 'gmake', 'ninja', 'just', 'task', 'mage', 'invoke'],
  ...['cargo', 'mvn', 'mvnw', 'gradle', 'gradlew', 'sbt', 'lein', 'mix', 'rebar3', 'stack', 'cabal'],
  ...['env', 'nice', 'ionice', 'nohup', 'time', 'timeout', 'stdbuf', 'setsid', 'unbuffer', 'script', 'xargs'],
  ...['chroot', 'setpriv', 'su', 'sudo', 'doas', 'runuser', 'unshare', 'nsenter', 'firejail', 'bwrap', 'flock'],
  ...[
    'tini',
    'dumb-init',
    'xvfb-run',
    'dbus-run-session',
    'mise',
    'asdf',
    'direnv',
    'volta',
    'fnm',
    'nix-shell',
    'nix',
  ],
  ...['strace', 'ltrace', 'valgrind', 'gdb', 'perf', 'catchsegv'],
])

/** Does this command line only start another program and wait for it? By name, and `dotnet test`, `go run` and the like. */
export function looksLikeLauncher(command: readonly string[]): boolean {
  const [program, ...rest] = command
  if (program === undefined) return false
  // npm renames itself: `npm test`, `npm exec jest`, as one word.
  const name = programName(program.split(' ')[0] ?? program).replace(/^-/, '')
  if (PLAIN.has(name) || SCRIPTED.has(name)) return true
  if (/^(bun|deno|go|dotnet)$/.test(name)) return /^(run|x|task|exec|test|vstest)$/.test(rest[0] ?? '')
  if (!isInterpreter(program)) return false
  const script = scriptOf(rest)
  return script !== null && SCRIPTED.has(programName(script))
}
