/** Names a script gives to what it imports from these packages: ES modules, `require`, and what compilers make of them. */
export function bindingsOf(source: string, masked: string, packages: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const match of source.matchAll(/(['"])([^'"\n]+)\1/g)) {
    if (!packages.some((name) => isOfPackage(match[2] ?? '', name))) continue
    // The quotes survive masking; code before them says what the text is for.
    const before = masked.slice(Math.max(0, match.index - 400), match.index)
    const imported = /\bimport\s+([\w$\s{},*]+?)\s+from\s*$/.exec(before)
    const required =
      /\b(?:const|let|var)\s+([\w$]+|\{[^{}]*\})\s*=\s*(?:await\s+)?(?:[\w$.]+\(\s*)*(?:require|import|__vite_ssr_import__|__vite_ssr_dynamic_import__)\(\s*$/.exec(
        before,
      )
    for (const name of namesIn(imported?.[1] ?? required?.[1] ?? '')) names.add(name)
  }
  return names
}

/** `pg`, `pg/lib/x`, and the resolved path that Vite writes. */
function isOfPackage(specifier: string, name: string): boolean {
  const inner = specifier.includes('/node_modules/') ? (specifier.split('/node_modules/').at(-1) ?? '') : specifier
  return inner === name || inner.startsWith(`${name}/`)
}

/** Local names of an import clause or a destructuring: `a, { b as c }`, `* as d`, `{ e: f }`. */
function namesIn(clause: string): string[] {
  return clause
    .replace(/[{}]/g, ',')
    .split(',')
    .map((part) => /([\w$]+)\s*$/.exec(part.trim())?.[1] ?? '')
    .filter((name) => name !== '')
}
