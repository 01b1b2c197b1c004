import { LIMITS } from '../limits.js'
import { isSecretName, MASK, SECRET_VALUES } from './secret-names.js'

export { MASK } from './secret-names.js'

/** `scheme://user:password@host` and `scheme://token@host`. A host with a port is left alone. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*):[^\s/@]*@/gi
const URL_TOKEN = /\b(https?:\/\/)[^\s/:@]{16,}@/gi

const AUTH_HEADER =
  /\b((?:proxy-)?authorization\s*[:=]\s*)(?:[A-Za-z]+\s+)?[^\s"'][^"']*|\b((?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi

const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g

/** A value in a longer text: quoted, or up to the next blank or separator. */
const VALUE = `("[^"]*"|'[^']*'|[^&;,\\s"'}]+)`

/** `?token=…&api_key=…`, `Password=…;`, `"secret": "…"` inside a longer text. */
const INNER_PAIR = new RegExp(`(^|[?&;,\\s{"'(])([A-Za-z][\\w.-]{0,60})(["']?\\s*[=:]\\s*)${VALUE}`, 'g')

/** `--token …` inside a longer text, as in `sh -c "deploy --token …"`. */
const INNER_OPTION = /(^|\s)(--?[A-Za-z][\w-]{1,60})(\s+)("[^"]*"|'[^']*'|[^\s"'-][^\s"']*)/g

/** `-u user:password`, as curl and others take it. */
const USER_OPTION = /^(?:-u|--user|--proxy-user|-U)$/
const USER_PASSWORD = /^(?!\d+:\d+$)([^\s:/"']+):[^/\s"'][^\s"']*$/
const INNER_USER = /(\s(?:-u|--user|--proxy-user|-U)\s+["']?)(?!\d+:\d+\b)([^\s:/"']+):[^/\s"'][^\s"']*/g

/** Programs whose short options hold a password, which no name would tell. */
const PROGRAM_OPTIONS: readonly { readonly program: RegExp; readonly attached?: RegExp; readonly next?: RegExp }[] = [
  { program: /^(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)$/, attached: /^-p(?=.)/ },
  { program: /^sshpass$/, attached: /^-p(?=.)/, next: /^-p$/ },
  { program: /^redis-cli$/, next: /^-a$/ },
  { program: /^(?:docker|podman)$/, next: /^(?:-p|--password)$/ },
]

/**
 * Arguments of a command line with everything that looks like a credential replaced by `***`. A guess in both
 * directions, leaning to masking too much: a report is made to be shared. Arguments longer than
 * `argumentCharsMax` are cut first. Never throws.
 */
export function maskArguments(args: readonly string[]): string[] {
  const masked: string[] = []
  let previous = ''
  for (const full of args) {
    const argument = cutLong(full)
    masked.push(maskOne(argument, previous, args))
    previous = argument
  }
  return masked
}

function maskOne(argument: string, previous: string, args: readonly string[]): string {
  if (takesSecret(previous) && !argument.startsWith('-')) return MASK
  if (USER_OPTION.test(previous) && USER_PASSWORD.test(argument)) return argument.replace(USER_PASSWORD, `$1:${MASK}`)
  const byProgram = maskByProgram(argument, previous, args)
  if (byProgram !== null) return byProgram
  const equals = argument.indexOf('=')
  if (equals > 0 && isSecretName(argument.slice(0, equals)) && equals < argument.length - 1) {
    return `${argument.slice(0, equals + 1)}${MASK}`
  }
  return maskText(argument)
}

/** `--token`, `-password`: an option without `=` whose value is the next argument. */
function takesSecret(argument: string): boolean {
  return argument.startsWith('-') && !argument.includes('=') && isSecretName(argument)
}

function maskByProgram(argument: string, previous: string, args: readonly string[]): string | null {
  // The program may stand behind sudo, env or a wrapper: only the first few arguments can name it.
  const names = args.slice(0, 4).map((name) => name.slice(name.lastIndexOf('/') + 1))
  for (const { program, attached, next } of PROGRAM_OPTIONS) {
    if (!names.some((name) => program.test(name))) continue
    // `docker run -p 80:80` publishes a port; only `login` takes a password so.
    if (/docker|podman/.test(program.source) && !args.includes('login')) continue
    if (attached?.test(argument) === true) return `${attached.exec(argument)?.[0] ?? ''}${MASK}`
    if (next?.test(previous) === true && !argument.startsWith('-')) return MASK
  }
  return null
}

/** Credentials inside free text: URLs, headers, key=value pairs, options, well-known shapes of keys. */
export function maskText(text: string): string {
  let masked = cutLong(text).replace(PRIVATE_KEY, MASK)
  masked = masked.replace(
    AUTH_HEADER,
    (_, header: string | undefined, scheme: string | undefined) => `${header ?? scheme}${MASK}`,
  )
  masked = masked.replace(URL_PASSWORD, `$1:${MASK}@`).replace(URL_TOKEN, `$1${MASK}@`)
  for (const pattern of SECRET_VALUES) masked = masked.replace(pattern, MASK)
  masked = masked.replace(INNER_USER, `$1$2:${MASK}`)
  masked = masked.replace(INNER_OPTION, replacePair)
  return masked.replace(INNER_PAIR, replacePair)
}

function replacePair(all: string, lead: string, name: string, sign: string, value: string): string {
  if (!isSecretName(name)) return all
  // "pass: 12" is what runners print.
  if (/^pass(?:es|ed)?$/i.test(name) && /^\d+$/.test(value)) return all
  const quote = /^["']/.exec(value)?.[0] ?? ''
  return `${lead}${name}${sign}${quote}${MASK}${quote}`
}

function cutLong(text: string): string {
  const rest = text.length - LIMITS.argumentCharsMax
  return rest <= 0 ? text : `${text.slice(0, LIMITS.argumentCharsMax)}… (${rest} more characters)`
}
