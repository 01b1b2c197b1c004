/** A list that is scrolled and filtered. What is selected is known by its key, so that it stays when others come or go. */
export interface ListState {
  selectedKey: string | null
  /** Row that was selected last: takes over when the selected one is gone. */
  selectedIndex: number
  top: number
  filter: string
}

export function createList(): ListState {
  return { selectedKey: null, selectedIndex: 0, top: 0, filter: '' }
}

interface Keyed {
  readonly key: string
}

/** The selected row of these, -1 when there are none. Settles the selection on a row that is there. */
export function settleSelection(list: ListState, rows: readonly Keyed[]): number {
  if (rows.length === 0) return -1
  const known = rows.findIndex((row) => row.key === list.selectedKey)
  const index = known >= 0 ? known : Math.min(list.selectedIndex, rows.length - 1)
  list.selectedIndex = index
  if (known < 0 && list.selectedKey !== null) list.selectedKey = rows[index]!.key
  return index
}

export function selectRow(list: ListState, rows: readonly Keyed[], index: number): void {
  if (rows.length === 0) return
  const at = Math.max(0, Math.min(rows.length - 1, index))
  list.selectedIndex = at
  list.selectedKey = rows[at]!.key
}

/** First row to show so that the selected one is in sight, with as little movement as possible. */
export function scrollIntoView(list: ListState, selected: number, rowCount: number, height: number): number {
  const lowest = Math.max(0, rowCount - height)
  let top = Math.min(list.top, lowest)
  if (selected >= 0 && selected < top) top = selected
  if (selected >= top + height) top = selected - height + 1
  list.top = Math.max(0, top)
  return list.top
}
