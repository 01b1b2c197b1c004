/** UTF-8 unless the locale says otherwise: an unset locale in a container is still read by UTF-8 log viewers. */
export function isUtf8Locale(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8'
  return /utf-?8/i.test(locale) || locale === 'C' || locale === 'POSIX'
}
