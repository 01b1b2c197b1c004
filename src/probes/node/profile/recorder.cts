/**
 * The life of everything noted, by the place that made it. Objects are looked at every half second, when a test file ends and
 * at the exit; nothing is attached to them.
 */
import type { TallyRow } from '../../../protocol/profile.js' with { 'resolution-mode': 'import' }

import eventLog = require('../event-log.cjs')
import frames = require('../frames.cjs')
import limits = require('../limits.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')
import snapshots = require('../snapshots.cjs')
import alive = require('./alive.cjs')

type Note = NonNullable<ReturnType<typeof notes.noteOf>>
type Reason = 'tick' | 'fileEnded' | 'exit'

/** One place, cumulative. */
interface Site {
  readonly id: number
  created: number
  ended: number
  alive: number
  holding: number
  lifeTotalMs: number
  lifeMaxMs: number
  isChanged: boolean
}

interface Life {
  readonly ref: WeakRef<object>
  readonly kind: string
  readonly site: Site
  readonly startedAt: number
  /** 0 until it is long enough to be told on its own. */
  serial: number
}

const created: Record<string, number> = {}
const sites = new Map<string, Site>()
/** Made since the last look: their stacks are formatted then. */
let fresh: { readonly kind: string; readonly ref: WeakRef<object>; readonly note: Note }[] = []
let lives: Life[] = []
let serials = 0

function installProfile(): void {
  notes.setObserver((kind, object, note) => {
    created[kind] = (created[kind] ?? 0) + 1
    if (note !== null && lives.length + fresh.length < limits.profiledLivesMax)
      fresh.push({ kind, ref: new WeakRef(object), note })
  })
  snapshots.setTaker(takeSnapshot)
  // Not a handle that anybody sees: an unref'd timer counts nowhere and keeps nothing alive.
  natives.setInterval(() => takeSnapshot('tick', null), limits.profileEveryMs).unref()
}

/** Never throws. */
function takeSnapshot(reason: Reason, testFile: string | null): void {
  try {
    adopt()
    const nowMs = natives.now()
    const counts = { alive: {} as Record<string, number>, holding: {} as Record<string, number> }
    for (const site of sites.values()) {
      site.alive = 0
      site.holding = 0
    }
    lives = lives.filter((life) => look(life, nowMs, counts))
    tellSites()
    eventLog.appendProfile({ type: 'snapshot', reason, testFile, created, ...counts })
  } catch {
    // One picture less.
  }
}

function adopt(): void {
  const batch = fresh
  fresh = []
  for (const { kind, ref, note } of batch) {
    const site = siteOf(kind, note)
    site.created++
    site.isChanged = true
    lives.push({ ref, kind, site, startedAt: note.createdAtMs, serial: 0 })
  }
}

function siteOf(kind: string, note: Note): Site {
  const stack = frames.mappedFrames(note.stack).slice(0, limits.loggedFramesMax)
  const key = `${kind} ${note.api} ${stack.map((frame) => `${frame.url}:${frame.line}`).join(' ')}`
  const known = sites.get(key) ?? (sites.size >= limits.profiledSitesMax ? sites.get(REST) : undefined)
  if (known !== undefined) return known
  const isRest = sites.size >= limits.profiledSitesMax
  const site: Site = {
    id: sites.size + 1,
    created: 0,
    ended: 0,
    alive: 0,
    holding: 0,
    lifeTotalMs: 0,
    lifeMaxMs: 0,
    isChanged: true,
  }
  sites.set(isRest ? REST : key, site)
  eventLog.appendProfile({
    type: 'site',
    site: site.id,
    kind,
    api: isRest ? 'other places' : note.api,
    stack: isRest ? [] : frames.toWireStack(stack),
    testFile: isRest ? null : (note.activity?.file ?? null),
  })
  return site
}

/** Places beyond the bound are counted together under this key. */
const REST = ''

/** False when the life is over. */
function look(
  life: Life,
  nowMs: number,
  counts: { alive: Record<string, number>; holding: Record<string, number> },
): boolean {
  const { site, kind } = life
  const object = life.ref.deref()
  const lifeMs = Math.max(0, nowMs - life.startedAt)
  const isOver = object === undefined || !alive.isAtWork(kind, object)
  if (lifeMs >= limits.profileSpanFromMs && (isOver ? life.serial > 0 : life.serial === 0))
    tellSpan(life, isOver ? nowMs : null)
  if (isOver) {
    site.ended++
    site.lifeTotalMs += lifeMs
    site.lifeMaxMs = Math.max(site.lifeMaxMs, lifeMs)
    site.isChanged = true
    return false
  }
  site.alive++
  counts.alive[kind] = (counts.alive[kind] ?? 0) + 1
  if (alive.isHolding(object)) {
    site.holding++
    counts.holding[kind] = (counts.holding[kind] ?? 0) + 1
  }
  return true
}

function tellSpan(life: Life, endedAt: number | null): void {
  if (life.serial === 0) {
    if (serials >= limits.profileSpansMax) return
    life.serial = ++serials
  }
  eventLog.appendProfile({ type: 'span', site: life.site.id, serial: life.serial, startedAt: life.startedAt, endedAt })
}

function tellSites(): void {
  const changed = [...sites.values()].filter((site) => site.isChanged || site.alive > 0)
  for (let from = 0; from < changed.length; from += limits.tallyRowsPerLine) {
    const rows = changed
      .slice(from, from + limits.tallyRowsPerLine)
      .map(
        (site): TallyRow => [
          site.id,
          site.created,
          site.ended,
          site.alive,
          site.holding,
          site.lifeTotalMs,
          site.lifeMaxMs,
        ],
      )
    eventLog.appendProfile({ type: 'tally', rows })
  }
  for (const site of changed) site.isChanged = false
}

export = { installProfile }
