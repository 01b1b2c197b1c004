import type { Item } from '../inside/facts.js'

/** What a timer will do next. */
export interface TimerOutlook {
  readonly summary: string
  /** ms until it has fired for the last time; null when it goes on for ever, or seems to. */
  readonly willEndInMs: number | null
}

export function describeTimer(item: Item, isKnownToRearm: boolean): TimerOutlook {
  const delayMs = Number(item.details['delayMs'])
  const repeatMs = item.details['repeatMs']
  const leftMs = Math.max(0, Math.round(Number(item.details['leftMs'])))
  if (typeof repeatMs === 'number')
    return { summary: `setInterval every ${formatDuration(repeatMs)}`, willEndInMs: null }
  if (isKnownToRearm || item.functions.some((fn) => armsItself(fn.name, fn.text)))
    return { summary: `timer that arms itself again every ${formatDuration(delayMs)}`, willEndInMs: null }
  return {
    summary: `setTimeout of ${formatDuration(delayMs)}, due in ${formatDuration(leftMs)}`,
    willEndInMs: leftMs,
  }
}

/** Does a callback's text set a timer with the callback itself? */
export function armsItself(name: string, text: string): boolean {
  const plain = name.replace(/^(?:bound )+/, '')
  if (/\.refresh\(\)/.test(text) && /[tT]imer|[tT]imeout/.test(text)) return true
  if (!/\bset(?:Timeout|Immediate)\b/.test(text) || !/^[\w$]+$/.test(plain)) return false
  const body = text.slice(text.indexOf('{') + 1)
  return new RegExp(`(?:^|[^\\w$])${plain.replace(/\$/g, '\\$')}(?![\\w$])`).test(body)
}

export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const seconds = ms / 1_000
  if (seconds < 120) return `${Number(seconds.toFixed(1))} s`
  const minutes = seconds / 60
  return minutes < 120 ? `${Number(minutes.toFixed(1))} min` : `${Number((minutes / 60).toFixed(1))} h`
}
