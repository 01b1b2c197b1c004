import { constants } from 'node:os'

const NAMES = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]))

/** `SIGKILL` for 9 on this system; null for no signal. */
export function signalName(number: number): string | null {
  return NAMES.get(number) ?? null
}

export function signalNumber(name: string): number | null {
  return (constants.signals as Record<string, number>)[name] ?? null
}
