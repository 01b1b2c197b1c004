import { escapeXml } from '../markup.js'

/** Text that is HTML already. Only `html` and `raw` make it, so a plain string can never get into a page unescaped. */
export interface Html {
  readonly text: string
  readonly isHtml: true
}

type Part = Html | string | number | readonly Html[]

/** A template whose values are escaped unless they are HTML themselves; lists of HTML are joined. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  let text = strings[0] ?? ''
  for (const [index, value] of values.entries()) text += partText(value) + (strings[index + 1] ?? '')
  return raw(text)
}

function partText(value: Part): string {
  if (typeof value === 'string') return escapeXml(value)
  if (typeof value === 'number') return String(value)
  return 'text' in value ? value.text : value.map((one) => one.text).join('')
}

/** Marks text as HTML: only for text written in this repository. */
export function raw(text: string): Html {
  return { text, isHtml: true }
}

export const NOTHING = raw('')

/** Blocks on lines of their own, the empty ones left out. */
export function joinHtml(blocks: readonly Html[]): Html {
  return raw(
    blocks
      .map((block) => block.text)
      .filter((text) => text !== '')
      .join('\n'),
  )
}
