import 'server-only'
import type { Clock } from '@/lib/kit/clock'
import { LagMeter } from './lag-meter'
import type { Times } from './times'
import type { Watched } from './watched'

export interface SweepParts {
  clock: Clock
  times: Times
  servers: () => Iterable<Watched>
  /** Whether this replica is to check it. */
  isOurs: (watched: Watched) => boolean
  /** Checks it and draws the conclusions; `dueAt` is then set anew. Never rejects. */
  check: (watched: Watched, signal: AbortSignal) => Promise<void>
  lanes?: Partial<typeof LANES>
}

/** How often it is looked for what is due; half of it is the lag of an idle machine. */
const TICK_MS = 250
/**
 * How many checks may run at a time. Those that are down have a lane of their own: a thousand servers that hang until
 * their time is up hold up no one that answers.
 */
const LANES = { well: 512, ill: 256 }

/** Begins what is due, again and again, and measures how late it was. */
export class Sweep {
  readonly lag = new LagMeter()
  begun = 0
  /** For how long altogether our own process has not come to do anything: no fault of those who were asked meanwhile. */
  stalledMs = 0
  /** By the calendar; null before the first. */
  sweptAt: number | null = null
  readonly #running = { well: 0, ill: 0 }
  readonly #lanes: typeof LANES
  readonly #checks = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #cancel: (() => void) | undefined
  #tickedAt: number | undefined

  constructor(private readonly parts: SweepParts) {
    this.#lanes = { ...LANES, ...parts.lanes }
  }

  get running(): number {
    return this.#running.well + this.#running.ill
  }

  start(): void {
    if (this.#stopping.signal.aborted) return
    this.#cancel = this.parts.clock.after(TICK_MS, () => {
      this.tick()
      this.start()
    })
  }

  /** Cuts what runs. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#cancel?.()
    await Promise.all(this.#checks)
  }

  /** Begins what is due now, the latest first, as far as there is room. */
  tick(): void {
    const { times, servers, isOurs } = this.parts
    const now = times.now()
    const due: Watched[] = []
    for (const watched of servers()) {
      if (watched.dueAt !== null && watched.dueAt <= now && !watched.isRunning && isOurs(watched))
        due.push(watched)
    }
    this.sweptAt = times.wall()
    if (this.#tickedAt !== undefined) this.stalledMs += Math.max(0, now - this.#tickedAt - 2 * TICK_MS)
    this.#tickedAt = now
    due.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    for (const watched of due) {
      const lane = laneOf(watched)
      if (this.#running[lane] < this.#lanes[lane]) this.#begin(watched, lane)
    }
  }

  #begin(watched: Watched, lane: keyof typeof LANES): void {
    const now = this.parts.times.now()
    if (!watched.isAsked) this.lag.add(now, now - (watched.dueAt ?? now))
    watched.isAsked = false
    watched.isRunning = true
    this.#running[lane] += 1
    this.begun += 1
    const check = this.parts.check(watched, this.#stopping.signal).finally(() => {
      watched.isRunning = false
      this.#running[lane] -= 1
      this.#checks.delete(check)
    })
    this.#checks.add(check)
  }
}

function laneOf({ state }: Watched): keyof typeof LANES {
  return state.streak.of === 'failed' && state.verdict === 'unhealthy' ? 'ill' : 'well'
}
