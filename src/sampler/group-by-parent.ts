/** Processes by the pid of their parent. */
export function groupByParent<T extends { readonly ppid: number }>(processes: Iterable<T>): ReadonlyMap<number, T[]> {
  const children = new Map<number, T[]>()
  for (const process of processes) {
    const siblings = children.get(process.ppid)
    if (siblings === undefined) children.set(process.ppid, [process])
    else siblings.push(process)
  }
  return children
}
