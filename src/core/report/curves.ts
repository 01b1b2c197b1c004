import { LIMITS } from '../limits.js'
import type { TreeState } from '../tree/tree-state.js'
import type { ReportCurves } from './model.js'

/** CPU, memory and number of processes over the run, in bounded space. */
export interface Curves {
  readonly points: readonly CurvePoint[]
  /** Only every so many samples are kept; doubles whenever the points are thinned. */
  readonly stride: number
  readonly sampleCount: number
  readonly cpuMs: number
}

interface CurvePoint {
  readonly atMs: number
  readonly cpuPercent: number
  readonly rssBytes: number
  readonly processCount: number
}

export const NO_CURVES: Curves = { points: [], stride: 1, sampleCount: 0, cpuMs: 0 }

/** Adds a point for the tree as it is after a sample. When there are too many, every second one goes. */
export function addCurvePoint(curves: Curves, tree: TreeState): Curves {
  const sampleCount = curves.sampleCount + 1
  if (sampleCount % curves.stride !== 0) return { ...curves, sampleCount }
  const members = [...tree.living.values()]
  const atMs = tree.sampledAtMs ?? 0
  const before = curves.points[curves.points.length - 1]
  const elapsedMs = before === undefined ? atMs : atMs - before.atMs
  const point = {
    atMs: Math.round(atMs),
    cpuPercent: elapsedMs <= 0 ? 0 : Math.round((100 * Math.max(0, tree.cpuMs - curves.cpuMs)) / elapsedMs),
    rssBytes: members.reduce((sum, member) => sum + member.rssBytes, 0),
    processCount: members.length,
  }
  const points = [...curves.points, point]
  if (points.length < LIMITS.curvePointsMax) return { ...curves, points, sampleCount, cpuMs: tree.cpuMs }
  const thinned = points.filter((_, index) => index % 2 === 1)
  return { points: thinned, stride: curves.stride * 2, sampleCount, cpuMs: tree.cpuMs }
}

/** As columns, the way the report has them. */
export function toColumns({ points }: Curves): ReportCurves {
  return {
    atMs: points.map((point) => point.atMs),
    cpuPercent: points.map((point) => point.cpuPercent),
    rssBytes: points.map((point) => point.rssBytes),
    processCount: points.map((point) => point.processCount),
  }
}
