/**
 * Daemons that developer tools leave behind on purpose, to be warm for the next call: no leak of the test suite, and
 * ending them would only make the next build slow. Servers that tests start (databases, dev servers, browsers, X
 * servers, esbuild's service) are NOT here: when they stay, a test forgot them. docs/process-tree.md shows the list.
 *
 * Patterns look at the arguments joined by spaces. `(^|\/)name( |$)` is the executable, first word only.
 */
export interface DeliberateDaemon {
  readonly name: string
  readonly pattern: RegExp
  readonly why: string
}

export const DELIBERATE_DAEMONS: readonly DeliberateDaemon[] = [
  daemon('watchman', /^\S*\bwatchman( |$)/, 'file watching service shared by all projects'),
  daemon('nx daemon', /\bnx\/(dist\/)?src\/daemon\/server\/start(\.js)?\b/, 'project graph cache of nx'),
  daemon('turbo daemon', /^\S*\bturbo(d|-linux\S*)?( --\S+)* daemon\b|^\S*\bturbod\b/, 'file hashing of turborepo'),
  daemon('gradle daemon', /\borg\.gradle\.launcher\.daemon\.bootstrap\.GradleDaemon\b/, 'warm JVM of gradle'),
  daemon('kotlin daemon', /\borg\.jetbrains\.kotlin\.daemon\.KotlinCompileDaemon\b/, 'warm Kotlin compiler'),
  daemon('maven daemon', /\borg\.mvndaemon\.mvnd\.daemon\.Server\b/, 'warm JVM of mvnd'),
  daemon('bloop', /\bbloop\.(Bloop|BloopServer|Server)\b/, 'Scala build server'),
  daemon('mill', /\bmill\.(daemon\.MillDaemonMain|runner\.MillServerMain)\b/, 'warm JVM of mill'),
  daemon('bazel server', /^\S*\bbazel(isk)?\(|\/A-server\.jar\b.* --workspace_directory/, 'build graph of bazel'),
  daemon('buck', /^\S*\bbuck(d|2d)\b|^\S*\bbuck2\S* .*\b(daemon|forkserver)\b/, 'build graph of buck'),
  daemon('pantsd', /^\S*\bpantsd\b/, 'build graph of pants'),
  daemon('msbuild node', /\bMSBuild\.dll\b.* \/nodemode:\d+\b.*\/nodeReuse:true/i, 'node reuse of dotnet build'),
  daemon('roslyn server', /\bVBCSCompiler(\.dll|\.exe)?\b/, 'shared .NET compiler'),
  daemon('sccache server', /^(\S*\/)?sccache( --start-server)?$/, 'compiler cache'),
  daemon('ccache storage', /^\S*\bccache-storage-[a-z]+\b/, 'compiler cache'),
  daemon('buildkit', /^(\S*\/)?buildkitd( |$)/, 'image build daemon'),
  daemon('epmd', /^(\S*\/)?epmd\b.* -daemon\b/, 'Erlang port mapper, one for all nodes of the machine'),
  daemon('adb server', /^(\S*\/)?adb\b.*\bfork-server\b/, 'Android device server'),
  daemon('spring', /^spring (server|app) +\|/, 'Rails preloader'),
  daemon(
    'rubocop server',
    /^\S*(ruby\S* .*)?\brubocop\b.*(--server|--start-server)\b|^rubocop --server/,
    'warm linter',
  ),
  daemon('eslint_d', /(^|\/)(node_modules\/eslint_d\/|eslint_d( |$))/, 'warm linter'),
  daemon('prettierd', /(^|\/)(node_modules\/@fsouza\/prettierd\/|prettierd( |$))/, 'warm formatter'),
  daemon('biome', /^\S*\bbiome\S* __run_server\b/, 'warm linter'),
  daemon('dmypy', /\bdmypy\b.*\b(start|daemon)\b|-m mypy\.dmypy\b/, 'warm type checker'),
  daemon('flow', /^\S*\bflow\S* (start|server)\b/, 'type checker server'),
  daemon('git', /^\S*\bgit (fsmonitor--daemon|credential-cache--daemon)\b/, 'helper daemon of git'),
  daemon('git maintenance', /^\S*\bgit (gc --auto|maintenance run .*--auto)\b/, 'ends by itself'),
  daemon('ssh master', /^ssh: \S+ \[mux\]/, 'shared connection, ControlPersist'),
  daemon('ssh-agent', /^(\S*\/)?ssh-agent\b/, 'key agent'),
  daemon('gpg', /^(\S*\/)?(gpg-agent|dirmngr|scdaemon|keyboxd)\b/, 'key agent'),
  daemon('dbus', /^(\S*\/)?(dbus-launch\b|dbus-daemon\b.* --session\b)/, 'message bus of the desktop session'),
  daemon('at-spi', /^(\S*\/)?at-spi(-bus-launcher|2-registryd)\b/, 'accessibility bus, comes with dbus'),
  daemon('podman pause', /^(\S*\/)?(catatonit -P|podman pause)\b/, 'holds the user namespace of podman'),
]

function daemon(name: string, pattern: RegExp, why: string): DeliberateDaemon {
  return { name, pattern, why }
}
