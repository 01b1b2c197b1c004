/** One element of a parsed document: text and children in order. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

/** A strict reader of the XML that reports use: throws for anything a conforming parser would refuse. */
export function parseXml(document: string): XmlElement {
  if (!ALLOWED.test(document)) throw new Error('a character that XML cannot hold')
  const body = document.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open: XmlElement[] = [root]
  const tokens = /<([^<>]*)>|([^<]+)|</gy
  for (const [all, tag, text] of body.matchAll(tokens)) {
    const current = open.at(-1)!
    if (text !== undefined) current.text += decode(text)
    else if (tag === undefined) throw new Error(`stray < before ${all}`)
    else if (tag.startsWith('/')) {
      if (open.pop()!.name !== tag.slice(1)) throw new Error(`</${tag}> closes another element`)
    } else {
      const element = parseTag(tag)
      current.children.push(element)
      if (!tag.endsWith('/')) open.push(element)
    }
  }
  if (open.length !== 1 || root.children.length !== 1 || root.text.trim() !== '')
    throw new Error('not one root element')
  return root.children[0]!
}

function parseTag(tag: string): XmlElement {
  const match = /^([a-zA-Z-]+)((?: [a-zA-Z-]+="[^"<]*")*) ?\/?$/.exec(tag)
  if (match === null) throw new Error(`malformed tag: ${tag}`)
  const attributes: Record<string, string> = {}
  for (const [, name, value] of match[2]!.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)) {
    if (name! in attributes) throw new Error(`attribute ${name} twice`)
    attributes[name!] = decode(value!)
  }
  return { name: match[1]!, attributes, children: [], text: '' }
}

function decode(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text')
  return text.replace(/&([^;]*);|&/g, (all, name: string | undefined) => {
    const value = name === undefined ? undefined : ENTITIES[name]
    if (value === undefined) throw new Error(`unknown entity in ${all}`)
    return value
  })
}
