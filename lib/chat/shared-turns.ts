import 'server-only'
import { z } from 'zod'
import type { Peers } from '@/lib/events/peers'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { pause } from '@/lib/kit/pause'
import type { TurnLeaseStore } from '@/lib/store/turn-leases'
import { type AnswerStream, PATIENCE_MS, type Place, tooBusy, Turns } from './turns'

export interface SharedTurnsOptions {
  leases: Pick<TurnLeaseStore, 'take' | 'renew' | 'leave' | 'isHeldElsewhere'>
  peers: Pick<Peers, 'id' | 'isShared' | 'serve' | 'ask'>
  clock: Clock
  logger: Logger
}

/** A third of what a lease holds. */
const RENEW_EVERY_MS = 5_000
const TAKE_AGAIN_MS = 200
const READ = 'read-turn'
const STOP = 'stop-turn'

const readSchema = z.object({ lane: z.string(), beside: z.boolean() })
const stopSchema = z.object({ lane: z.string() })

/**
 * The turns of all replicas: of a conversation at most one runs, and whichever replica is asked can show it from its start
 * and stop it.
 */
export class SharedTurns {
  readonly #own: Turns
  /** By lane: settles when the lease of its last turn here was given up. */
  readonly #left = new Map<string, Promise<void>>()
  #cancelRenewal: (() => void) | undefined

  constructor(private readonly options: SharedTurnsOptions) {
    this.#own = new Turns(options.clock)
    options.peers.serve(READ, (data) => this.#readOwn(readSchema.parse(data)))
    options.peers.serve(STOP, (data) => this.#stopOwn(stopSchema.parse(data)))
  }

  /** As `Turns.enter`, over all replicas. */
  async enter(lane: string): Promise<Place> {
    const place = await this.#own.enter(lane)
    if (!this.options.peers.isShared) return place
    try {
      await this.#lease(lane, place.signal)
    } catch (error) {
      place.leave()
      throw error
    }
    this.#renew()
    const left = place.ended.then(() => this.#leave(lane))
    this.#left.set(lane, left)
    void left.then(() => {
      if (this.#left.get(lane) === left) this.#left.delete(lane)
    })
    return place
  }

  /**
   * The answer that runs, from its start. One that has just ended here can be read a little longer; not one beside, which
   * is a branch then, to be kept or not: shown again, it would ask for that once more.
   */
  async read(lane: string, { beside }: { beside: boolean }): Promise<AnswerStream | undefined> {
    const own = this.#readOwn({ lane, beside })
    if (own || !(await this.#isElsewhere(lane))) return own
    // What comes is what `read` gave there.
    return (await this.options.peers.ask(READ, { lane, beside })) as AnswerStream | undefined
  }

  /** Stops the turn and waits until it is kept. False when there was none. */
  async stop(lane: string): Promise<boolean> {
    if (await this.#own.stop(lane)) return true
    if (!(await this.#isElsewhere(lane))) return false
    const stopping = await this.options.peers.ask(STOP, { lane })
    if (!stopping) return false
    // Nothing is said but its end.
    await stopping.getReader().read()
    return true
  }

  /** Stops those of this replica, for good. */
  async stopAll(): Promise<void> {
    await this.#own.stopAll()
    this.#cancelRenewal?.()
    await Promise.all(this.#left.values())
  }

  #readOwn({ lane, beside }: z.infer<typeof readSchema>): AnswerStream | undefined {
    return beside && !this.#own.isRunning(lane) ? undefined : this.#own.read(lane)
  }

  /** Ends when it is kept. */
  #stopOwn({ lane }: z.infer<typeof stopSchema>): ReadableStream<unknown> | undefined {
    if (!this.#own.isRunning(lane)) return undefined
    return new ReadableStream({
      start: async (controller) => {
        await this.#own.stop(lane)
        controller.close()
      },
    })
  }

  /** Waits a little for a turn of another replica, which may be about to end. */
  async #lease(lane: string, signal: AbortSignal): Promise<void> {
    const { leases, peers, clock } = this.options
    // Or it would give up what is taken here.
    await this.#left.get(lane)
    for (let waited = 0; !(await leases.take(lane, peers.id)); waited += TAKE_AGAIN_MS) {
      if (waited >= PATIENCE_MS) throw tooBusy()
      await pause(clock, TAKE_AGAIN_MS, signal)
      signal.throwIfAborted()
    }
  }

  async #isElsewhere(lane: string): Promise<boolean> {
    const { leases, peers } = this.options
    return peers.isShared && (await leases.isHeldElsewhere(lane, peers.id))
  }

  /** Once it is not left, it runs out by itself. */
  async #leave(lane: string): Promise<void> {
    const { leases, peers, logger } = this.options
    try {
      await leases.leave(lane, peers.id)
    } catch (error) {
      logger.debug(
        { reason: messageOf(error) },
        'The end of an answer could not be told to the other replicas',
      )
    }
  }

  /** For as long as an answer runs here. */
  #renew(): void {
    if (this.#cancelRenewal) return
    const { clock, leases, peers, logger } = this.options
    this.#cancelRenewal = clock.after(RENEW_EVERY_MS, () => {
      this.#cancelRenewal = undefined
      if (this.#own.count === 0) return
      leases
        .renew(peers.id)
        .catch((error: unknown) => logger.debug({ reason: messageOf(error) }, 'Answers could not be held'))
        .finally(() => this.#renew())
    })
  }
}
