/** Start and end tags in order. `<` is never left as it is in text, so every one in the page is a tag of ours. */
export function listTags(page: string): string[] {
  const outside = page.replace(/(<(script|style)[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3')
  return [...outside.matchAll(/<(\/?[a-z][a-z0-9-]*|!doctype)[^<>]*>|</gi)].map((match) =>
    match[1] === undefined ? 'STRAY' : match[1] + (match[0].endsWith('/>') ? '/' : ''),
  )
}

/** Elements that are not closed in order, and stray characters: none in a page that is well formed. */
export function findUnclosed(page: string): string[] {
  const open: string[] = []
  for (const tag of listTags(page)) {
    if (tag === 'STRAY') return ['STRAY']
    if (tag.startsWith('/')) {
      if (open.pop() !== tag.slice(1)) return [tag]
    } else if (!VOID.has(tag) && !tag.endsWith('/')) open.push(tag)
  }
  return open
}

const VOID = new Set(['!doctype', 'meta', 'br'])
