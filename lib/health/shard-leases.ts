import 'server-only'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { HealthStateStore } from '@/lib/store/health-states'
import { SHARDS, shareOut } from './shard'

export interface LeaseParts {
  store: Pick<HealthStateStore, 'isShared' | 'beat' | 'leave'>
  replica: string
  clock: Clock
  logger: Logger
  /** How the last sweeps went, for whoever looks into the database. */
  progress: () => { sweptAt: number | null; lagMs: number | null }
  /** It sweeps these too from now on. */
  onTaken: (shards: ReadonlySet<number>) => void
}

const LEASE_MS = 6_000
const BEAT_MS = 2_000

/**
 * Which shards this replica sweeps. Alone on its database it sweeps all. With others it leases them: a replica that dies
 * renews nothing, and within a lease and a beat the others have its share.
 */
export class ShardLeases {
  /**
   * As the newest beat has it. While the database is away nobody can take them over, and a check too many by a replica
   * that was taken for dead does no harm: checks go on.
   */
  #held: ReadonlySet<number> = new Set()
  #cancel: (() => void) | undefined
  #beating: Promise<void> | undefined
  #stopped = false

  constructor(private readonly parts: LeaseParts) {}

  async start(): Promise<void> {
    if (this.parts.store.isShared) await this.#beat()
    else this.#held = new Set(Array.from({ length: SHARDS }, (_, shard) => shard))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel?.()
    await this.#beating
    this.#held = new Set()
    const { store, replica, logger } = this.parts
    if (!store.isShared) return
    await store.leave(replica).catch((error: unknown) => {
      logger.debug({ err: error }, 'Shards could not be given up; their time will run out')
    })
  }

  holds(shard: number): boolean {
    return this.#held.has(shard)
  }

  get held(): number {
    return this.#held.size
  }

  #beat(): Promise<void> {
    this.#beating ??= this.#renew().finally(() => {
      this.#beating = undefined
      if (!this.#stopped) this.#cancel = this.parts.clock.after(BEAT_MS, () => void this.#beat())
    })
    return this.#beating
  }

  async #renew(): Promise<void> {
    const { store, replica, logger, progress, onTaken } = this.parts
    try {
      const held = new Set(await store.beat({ replica, leaseMs: LEASE_MS, ...progress() }, shareOut))
      if (this.#stopped) return
      const taken = new Set([...held].filter((shard) => !this.#held.has(shard)))
      this.#held = held
      if (taken.size > 0) onTaken(taken)
    } catch (error) {
      logger.warn({ err: error }, 'The share of servers to check could not be renewed')
    }
  }
}
