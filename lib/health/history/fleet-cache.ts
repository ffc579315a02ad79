import 'server-only'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { inSlices } from '@/lib/kit/in-slices'
import type { Logger } from '@/lib/kit/logger'
import type { HistoryStore, StoredBlock, StoredHours } from '@/lib/store/health-history'
import type { CheckRecord } from '../check-record'
import { shardOf, SHARDS } from '../shard'
import { unpackChecks } from './check-block'
import { checksOf, readPasts } from './past'
import { salvaged } from './salvaged'
import { RING_MS, ServerRing } from './server-ring'
import { HOUR, MINUTE } from './tiers'

export interface FleetCacheOptions {
  store: Pick<HistoryStore, 'blocks' | 'blocksAfter' | 'hoursOf' | 'rawOf'>
  clock: Clock
  logger: Logger
  servers: () => Iterable<{ name: string }>
}

/** A query takes what is younger for new enough. */
const FRESH_MS = 2_000
/** So often new blocks are read when nobody asks, so that who asks need not wait for many. */
const REFRESH_MS = 15_000
/** After so long without reading, blocks may have been compacted unseen. */
const LAPSE_MS = 4 * MINUTE
/** A block may be seen after so many with higher numbers: transactions do not end in the order in which they begin. */
const OVERLAP = 1_000
/** Servers whose hours are read at a time. */
const WARM_SERVERS = 50

/** Of so few servers the last day is read by itself, rather than that one waits for that of all. */
const FEW = 50

const NO_HOURS: StoredHours = { oldest: -Infinity, payloads: [] }

export interface Rings {
  rings: ReadonlyMap<string, ServerRing>
  /** Of the servers, while the last day of all is being read; null when it is there. */
  readShare: number | null
}

/**
 * The last day of every server in memory. It is read from the store alone, our own checks too: so all replicas know the
 * same, and a start is like any other moment.
 */
export class FleetCache {
  #rings = new Map<string, ServerRing>()
  /** The newest blocks that were read. All up to `#readTo` were, or never will be there. */
  #recent: bigint[] = []
  #readTo = 0n
  #readAt = -Infinity
  /** While the last day is read: of how many servers it is, of how many it is to be. */
  #warming: { read: number; of: number } | undefined
  #reading: Promise<void> | undefined
  #cancel: (() => void) | undefined
  #isStarted = false
  readonly #stopping = new AbortController()

  constructor(private readonly options: FleetCacheOptions) {}

  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.#plan(0)
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new AppError('shutting-down', 'Portolan is stopping'))
    this.#cancel?.()
    await this.#reading?.catch(() => undefined)
  }

  /**
   * The rings of these servers at least, as new as the store was a moment ago; after `withinMs` those that are read by
   * then. Throws what the store throws.
   */
  async rings(servers: readonly string[], withinMs = Infinity): Promise<Rings> {
    const now = this.options.clock.now()
    const age = now - this.#readAt
    if (age >= 0 && age <= FRESH_MS) return { rings: this.#rings, readShare: null }
    const isDone = await within(withinMs, this.#refresh())
    if (isDone || !this.#warming) return { rings: this.#rings, readShare: null }
    if (servers.length > FEW) return { rings: this.#rings, readShare: this.#warming.read / this.#warming.of }
    const pasts = await readPasts(this.options.store, servers, now)
    const rings = new Map([...pasts].map(([name, { checks }]) => [name, ringWith(checks, now)]))
    return { rings, readShare: null }
  }

  /** Once for all who ask meanwhile. */
  #refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = this.#warming = undefined))
    return this.#reading
  }

  async #read(): Promise<void> {
    const now = this.options.clock.now()
    const age = now - this.#readAt
    // A clock that stepped back has counted moments that are still to come.
    if (age > LAPSE_MS || age < 0) await this.#warm(now)
    else await this.#readNew(now)
    this.#readAt = now
  }

  async #readNew(now: number): Promise<void> {
    const blocks = await this.options.store.blocksAfter(this.#readTo, this.#recent)
    const checks = blocks.flatMap((block) => this.#checksOf(block)).filter(({ at }) => at <= now + MINUTE)
    checks.sort((one, other) => one.at - other.at)
    await inSlices(checks, (check) => this.#ringOf(check.server, this.#rings).add(check))
    this.#note(blocks.map(({ id }) => id))
  }

  /** A shard at a time, so that few checks are unpacked at once. */
  async #warm(now: number): Promise<void> {
    const began = performance.now()
    // Anew: what is in memory has a hole.
    const rings = (this.#rings = new Map<string, ServerRing>())
    const read: bigint[] = []
    const names = Map.groupBy(
      [...this.options.servers()].map(({ name }) => name),
      shardOf,
    )
    const warming = { read: 0, of: [...names.values()].reduce((sum, { length }) => sum + length, 0) }
    this.#warming = warming
    for (let shard = 0; shard < SHARDS; shard += 1) {
      // Blocks first: what is compacted in between is then there twice, which is seen, and never missing.
      const blocks = await this.options.store.blocks(shard)
      read.push(...blocks.map(({ id }) => id))
      const fresh = new Map<string, CheckRecord[]>(names.get(shard)?.map((name) => [name, []]))
      await inSlices(blocks, (block) => {
        for (const check of this.#checksOf(block)) fresh.get(check.server)?.push(check)
      })
      await this.#fill(rings, fresh, { now, warming })
    }
    this.#recent = []
    this.#readTo = 0n
    this.#note(read)
    const ms = Math.round(performance.now() - began)
    this.options.logger.debug({ servers: rings.size, ms }, 'Read the last day of all servers')
  }

  async #fill(
    rings: Map<string, ServerRing>,
    servers: ReadonlyMap<string, readonly CheckRecord[]>,
    { now, warming }: { now: number; warming: { read: number } },
  ): Promise<void> {
    const all = [...servers]
    for (let start = 0; start < all.length; start += WARM_SERVERS) {
      const some = all.slice(start, start + WARM_SERVERS)
      const names = some.map(([name]) => name)
      const hours = await this.options.store.hoursOf(names, now - RING_MS - HOUR)
      await inSlices(some, ([name, fresh]) => {
        const checks = checksOf(hours.get(name) ?? NO_HOURS, fresh)
        if (checks.length > 0) rings.set(name, ringWith(checks, now))
        warming.read += 1
      })
      this.#stopping.signal.throwIfAborted()
    }
  }

  #note(read: readonly bigint[]): void {
    const ids = [...this.#recent, ...read].sort((one, other) => Number(one - other))
    this.#recent = ids.splice(-OVERLAP)
    this.#readTo = ids.at(-1) ?? this.#readTo
  }

  /** Nothing of a block that is damaged: compaction meets it too, and reports it. */
  #checksOf({ payload }: StoredBlock): CheckRecord[] {
    return salvaged(() => unpackChecks(payload), [])
  }

  #ringOf(name: string, rings: Map<string, ServerRing>): ServerRing {
    const known = rings.get(name)
    if (known) return known
    const made = new ServerRing()
    rings.set(name, made)
    return made
  }

  /** Those of servers that are gone for as long as the ring looks back say nothing any more. */
  #forgetOld(now: number): void {
    for (const [name, ring] of this.#rings) if (ring.lastAt < now - RING_MS) this.#rings.delete(name)
  }

  #plan(delayMs: number): void {
    this.#cancel = this.options.clock.after(delayMs, () => {
      void this.#tick()
    })
  }

  async #tick(): Promise<void> {
    try {
      await this.#refresh()
      this.#forgetOld(this.options.clock.now())
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      this.options.logger.warn({ err: error }, 'What all servers were could not be read; it is tried again')
    }
    if (!this.#stopping.signal.aborted) this.#plan(REFRESH_MS)
  }
}

/** What is to come more than a minute later was stored by a clock that was ahead. */
function ringWith(checks: readonly CheckRecord[], now: number): ServerRing {
  const ring = new ServerRing()
  for (const check of checks) if (check.at <= now + MINUTE) ring.add(check)
  return ring
}

/** Whether it is done within so long; then it goes on by itself. Throws what it throws in that time. */
async function within(limitMs: number, task: Promise<void>): Promise<boolean> {
  if (limitMs === Infinity) return task.then(() => true)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), limitMs)))
  try {
    return await Promise.race([task.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
