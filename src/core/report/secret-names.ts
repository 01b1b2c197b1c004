/** Stands for a value that was taken out. */
export const MASK = '***'

const SECRET_WORDS = [
  'pass(?:word|wd|phrase|code)?',
  'pwd',
  'secret',
  'token',
  '(?:api|access|private|secret|account|shared|encryption|signing|master|license)[-_]?key',
  'auth(?:orization)?',
  'bearer',
  'credentials?',
  'cookie',
  'session[-_]?id',
  'signature',
  'otp',
  'pin',
  'dsn',
].join('|')

/** Names whose value is a secret, as a whole word of the name: `db-password`, `auth-token`, `x-api-key`. */
const SECRET_NAME = new RegExp(`(?:^|[-_.:])(?:${SECRET_WORDS})s?\\d*(?:$|[-_.:])`)

/** Names that only sound secret: files, switches and counts around them. */
const HARMLESS_NAME =
  /(?:file|path|dir|name|url|uri|type|mode|ttl|timeout|length|count|limit|header|prompt|stdin|max|min|expiry)s?$|^(?:no|skip|show|max|min)[-_]/

/** Is this the name of an option, variable or field whose value must not be shown? Upper, lower and camel case alike. */
export function isSecretName(name: string): boolean {
  if (name.length > 80 || /\s/.test(name)) return false
  const bare = name
    .replace(/^-+/, '')
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1-')
    .toLowerCase()
  return SECRET_NAME.test(bare) && !HARMLESS_NAME.test(bare)
}

/** Values that are secrets wherever they stand. */
export const SECRET_VALUES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g, // AWS key ids
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{20,}\b/g,
  /\bglpat-[\w-]{16,}/g, // GitLab
  /\bnpm_[A-Za-z0-9]{20,}\b/g,
  /\bpypi-[\w-]{20,}/g,
  /\bxox[abeoprs]-[\w-]{8,}/g, // Slack
  /\bhooks\.slack\.com\/services\/[\w/]+/g,
  /\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)[-_][\w-]{8,}/g, // Stripe and model vendors
  /\bAIza[\w-]{30,}/g, // Google
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g, // SendGrid
  /\bdop_v1_[a-f0-9]{32,}/g, // DigitalOcean
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, // JWT
]
