import type { Option } from './options/option.js'
import { RUN_OPTIONS } from './options/run-options.js'
import { UsageError } from './usage-error.js'

const SUBCOMMANDS = ['run', 'attach', 'repeat', 'bisect', 'report', 'doctor', 'completion'] as const

/** `overstay completion bash|zsh|fish`: a script for the shell, made from the same table as the options. */
export async function completionCommand(argv: readonly string[]): Promise<number> {
  const [shell] = argv
  const write = { bash: writeBash, zsh: writeZsh, fish: writeFish }[shell ?? '']
  if (write === undefined) {
    throw new UsageError(`completion: ${JSON.stringify(shell ?? '')} is not accepted; give one of bash, zsh, fish`)
  }
  process.stdout.write(write())
  return 0
}

function writeBash(): string {
  const flags = RUN_OPTIONS.map((option) => `--${option.name}`).join(' ')
  const choices = RUN_OPTIONS.filter((option) => option.kind === 'choice').map(
    (option) => `    --${option.name}) COMPREPLY=($(compgen -W "${option.choices?.join(' ')}" -- "$word")); return ;;`,
  )
  const files = RUN_OPTIONS.filter(takesFile).map((option) => `--${option.name}`)
  return `# overstay completion for bash: eval "$(overstay completion bash)"
_overstay() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    if [[ "\${COMP_WORDS[index]}" == "--" ]]; then
      if declare -F _command_offset >/dev/null; then _command_offset $((index + 1)); fi
      return
    fi
  done
  case "$before" in
${choices.join('\n')}
    ${files.join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  COMPREPLY=($(compgen -W "${SUBCOMMANDS.join(' ')} ${flags} --help --version --" -- "$word"))
}
complete -F _overstay overstay
`
}

function writeZsh(): string {
  const specs = RUN_OPTIONS.map(
    (option) => `    '${option.many ? '*' : ''}--${option.name}[${quote(option.help)}]${zshValue(option)}'`,
  )
  return `#compdef overstay
# overstay completion for zsh: eval "$(overstay completion zsh)"
_overstay() {
  _arguments -S \\
${specs.join(' \\\n')} \\
    '1: :(${SUBCOMMANDS.join(' ')})' \\
    '*:: :_normal'
}
compdef _overstay overstay
`
}

function zshValue(option: Option): string {
  if (option.kind === 'flag') return ''
  if (option.kind === 'choice') return `:${option.name}:(${option.choices?.join(' ')})`
  return takesFile(option) ? `:${option.name}:_files` : `:${option.name}: `
}

function writeFish(): string {
  const lines = RUN_OPTIONS.map((option) => {
    const short = option.short === undefined ? '' : ` -s ${option.short}`
    const value = {
      flag: '',
      choice: ` -x -a '${option.choices?.join(' ')}'`,
      duration: ' -x',
      count: ' -x',
      text: ' -r',
    }[option.kind]
    return `complete -c overstay -l ${option.name}${short}${value} -d '${quote(option.help)}'`
  })
  return `# overstay completion for fish: overstay completion fish | source
complete -c overstay -n __fish_use_subcommand -a '${SUBCOMMANDS.join(' ')}'
${lines.join('\n')}
`
}

function takesFile(option: Option): boolean {
  return option.metavar === 'FILE'
}

/** Help text inside single quotes and zsh brackets. */
function quote(text: string): string {
  return text.replaceAll("'", "'\\''").replaceAll('[', '(').replaceAll(']', ')').replaceAll(':', ' -')
}
