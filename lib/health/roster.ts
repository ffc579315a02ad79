import 'server-only'
import type { HealthRules } from '@/lib/domain/health'
import type { Server } from '@/lib/domain/server'
import type { StoredHealth } from '@/lib/store/health-rows'
import type { HealthState } from './health-state'
import { limitsOf } from './limits'
import { holdsMs } from './schedule'
import type { Times } from './times'
import { anew, asksTheSame, watch, type Watched } from './watched'

export interface RosterParts {
  times: Times
  random: () => number
  rules: () => HealthRules
}

/** Servers that become due together follow each other by so much: 10,000 of them fill an interval of half a minute. */
const SLOT_MS = 3
/** What was found before a start is no older than this for anything that decays. */
const LONGEST_REST_MS = 86_400_000

/** As in `lib/store/health-states.ts`: beyond it, it is a clock that was set, not a write that is late. */
const LATE_MS = 60_000

/** All servers as they are watched. */
export class Roster {
  readonly #watched = new Map<string, Watched>()
  /** The newest slot that was given away. */
  #slotAt = -Infinity

  constructor(private readonly parts: RosterParts) {}

  get size(): number {
    return this.#watched.size
  }

  get(name: string): Watched | undefined {
    return this.#watched.get(name)
  }

  all(): IterableIterator<Watched> {
    return this.#watched.values()
  }

  /** Takes a server in, as it was thought of before; it is checked when that was due, or soon. */
  add(server: Server, stored?: StoredHealth): Watched {
    const { times, rules } = this.parts
    const limits = limitsOf(server, rules())
    const [wall, now] = [times.wall(), times.now()]
    const restedMs = stored?.state.last ? wall - stored.state.last.at : 0
    // Whatever the calendar was when it was planned, it is not put off for longer than a check that goes well.
    const inMs = Math.min(limits.intervalMs, stored?.nextAt == null ? 0 : stored.nextAt - wall)
    const watched = watch({
      ...{ server, limits, state: stored?.state, wall, now },
      restedMs: Math.min(LONGEST_REST_MS, Math.max(0, restedMs)),
      dueAt: inMs > 0 ? now + inMs : this.soon(limits.intervalMs),
      graceUntil: now + limits.graceMs,
    })
    this.#watched.set(server.spec.name, watched)
    return watched
  }

  remove(name: string): void {
    this.#watched.delete(name)
  }

  /** Takes the declaration as it is now. What asks for another check is judged afresh, after its grace. */
  update(watched: Watched, server: Server): void {
    const { times, rules } = this.parts
    const before = watched.server
    watched.server = server
    watched.limits = limitsOf(server, rules())
    if (asksTheSame(before, server)) return
    watched.state = anew(watched.state)
    watched.graceUntil = times.now() + watched.limits.graceMs
    watched.foreignUntil = -Infinity
    watched.dueAt = this.soon(watched.limits.intervalMs)
  }

  /** The rules have changed: nobody waits longer than they say now. */
  measureAnew(): void {
    for (const watched of this.#watched.values()) {
      const before = watched.limits.intervalMs
      watched.limits = limitsOf(watched.server, this.parts.rules())
      const { intervalMs } = watched.limits
      if (watched.dueAt === null || intervalMs >= before) continue
      watched.dueAt = Math.min(watched.dueAt, this.parts.times.now() + this.parts.random() * intervalMs)
    }
  }

  /** What another replica has found counts as if we had. Answers whether it was news. `isOurs`: we are to check it. */
  adopt(watched: Watched, { state, nextAt, savedAt }: StoredHealth, isOurs: boolean): boolean {
    if (watched.isRunning || savedAt <= watched.foreignAt) return false
    if (isOurs && isLate(state, watched.state)) return false
    const { times } = this.parts
    const now = times.now()
    const inMs = nextAt === null ? 0 : Math.max(0, nextAt - times.wall())
    const delayMs = Math.min(inMs, 10 * watched.limits.intervalMs)
    watched.state = state
    watched.foreignAt = savedAt
    watched.savedAt = watched.judgedAt = now
    watched.foreignUntil = now + holdsMs({ from: 'start', ms: delayMs }, watched.limits)
    if (watched.dueAt !== null && !watched.isAsked) watched.dueAt = now + delayMs
    return true
  }

  /** Those of a share that is ours from now on: what nobody has checked for a while is not all checked in one moment. */
  takeOver(shards: ReadonlySet<number>): void {
    const now = this.parts.times.now()
    for (const watched of this.#watched.values()) {
      if (!shards.has(watched.shard) || watched.dueAt === null || watched.dueAt > now) continue
      watched.dueAt = this.soon(watched.limits.intervalMs)
    }
  }

  /** At once for one alone; of many, each a little after the one before, as long as that is within `limitMs`. */
  soon(limitMs: number): number {
    const now = this.parts.times.now()
    const slotAt = Math.max(now, this.#slotAt) + SLOT_MS
    if (slotAt - now > limitMs) return now + this.parts.random() * limitMs
    this.#slotAt = slotAt
    return slotAt
  }
}

/** Found before what we know, and written after it: by a replica that had the share before us. Clocks may differ, a little. */
function isLate(theirs: HealthState, ours: HealthState): boolean {
  const aheadMs = (ours.last?.at ?? 0) - (theirs.last?.at ?? 0)
  return aheadMs > 0 && aheadMs < LATE_MS
}
