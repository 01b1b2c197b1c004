import { LIMITS } from '../limits.js'

/** Stands for a value that was taken out. */
export const MASK = '***'

const SECRET_WORDS =
  'pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key|auth(?:orization)?|bearer|credentials?|cookie|session[-_]?id|signature|otp|pin'

/** Names whose value is a secret, as a whole word of the name: `db-password`, `auth-token`, `x-api-key`. */
const SECRET_NAME = new RegExp(`(?:^|[-_.:])(?:${SECRET_WORDS})s?\\d*(?:$|[-_.:])`)

/** Names that only sound secret: files, switches and counts around them. */
const HARMLESS_NAME =
  /(?:file|path|dir|name|url|uri|type|mode|ttl|timeout|length|count|limit|header|prompt|stdin|max|min|expiry)s?$|^(?:no|skip|show|max|min)[-_]/

/** Values that are secrets wherever they stand. */
const SECRET_VALUES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, // AWS key ids
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{20,}\b/g,
  /\bglpat-[\w-]{16,}/g, // GitLab
  /\bnpm_[A-Za-z0-9]{20,}\b/g,
  /\bpypi-[\w-]{20,}/g,
  /\bxox[abeoprs]-[\w-]{8,}/g, // Slack
  /\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)[-_][\w-]{8,}/g, // Stripe and model vendors
  /\bAIza[\w-]{30,}/g, // Google
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, // JWT
]

/** `scheme://user:password@host` and `scheme://token@host`. A host with a port is left alone. */
const URL_PASSWORD = /\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*):[^\s/@]*@/gi
const URL_TOKEN = /\b(https?:\/\/)[^\s/:@]{16,}@/gi

/** `?token=…&api_key=…` and `password=…;` inside a longer argument. */
const INNER_PAIR = /(^|[?&;,\s{"'])([A-Za-z][\w.-]{0,60})("?\s*[=:]\s*"?)([^&;,\s"'}]+)/g

const AUTH_HEADER =
  /\b((?:proxy-)?authorization\s*[:=]\s*)(?:[A-Za-z]+\s+)?\S.*$|\b((?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi

/** Options whose next argument is `user:password` in well-known programs (curl, mysql's -p takes no blank). */
const USER_PASSWORD_OPTION = /^(?:-u|--user|--proxy-user|-U)$/

/**
 * Arguments of a command line with everything that looks like a credential replaced by `***`. A guess in both
 * directions, leaning to masking too much: a report is made to be shared. Arguments longer than
 * `argumentCharsMax` are cut first. Never throws.
 */
export function maskArguments(args: readonly string[]): string[] {
  const masked: string[] = []
  let previous = ''
  for (const full of args) {
    const argument = cutArgument(full)
    masked.push(maskOne(argument, previous))
    previous = argument
  }
  return masked
}

function cutArgument(argument: string): string {
  const rest = argument.length - LIMITS.argumentCharsMax
  return rest <= 0 ? argument : `${argument.slice(0, LIMITS.argumentCharsMax)}… (${rest} more characters)`
}

function maskOne(argument: string, previous: string): string {
  if (takesSecret(previous) && !argument.startsWith('-')) return MASK
  if (USER_PASSWORD_OPTION.test(previous) && /^(?!\d+:\d+$)[^\s:/]+:[^/]/.test(argument)) {
    return `${argument.slice(0, argument.indexOf(':'))}:${MASK}`
  }
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

function isSecretName(name: string): boolean {
  if (name.length > 80 || /\s/.test(name)) return false
  const bare = name
    .replace(/^-+/, '')
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1-')
    .toLowerCase()
  return SECRET_NAME.test(bare) && !HARMLESS_NAME.test(bare)
}

/** Credentials inside free text: URLs, headers, key=value pairs, well-known key shapes. */
export function maskText(text: string): string {
  let masked = text.replace(
    AUTH_HEADER,
    (_, header: string | undefined, scheme: string | undefined) => `${header ?? scheme}${MASK}`,
  )
  masked = masked.replace(URL_PASSWORD, `$1:${MASK}@`).replace(URL_TOKEN, `$1${MASK}@`)
  for (const pattern of SECRET_VALUES) masked = masked.replace(pattern, MASK)
  return masked.replace(INNER_PAIR, (all, lead: string, name: string, sign: string) =>
    isSecretName(name) ? `${lead}${name}${sign}${MASK}` : all,
  )
}
