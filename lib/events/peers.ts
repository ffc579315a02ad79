import 'server-only'
import { randomUUID } from 'node:crypto'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Database } from '@/lib/store/database'
import { type Letter, piecesOf, readLetter } from './peer-letters'
import { PeerReply } from './peer-reply'

/** What a replica answers another: items, read while they come; undefined where it is not its business. */
export type PeerHandler = (data: unknown) => ReadableStream<unknown> | undefined

export interface PeersOptions {
  database: Pick<Database, 'kind' | 'listen' | 'notify'>
  clock: Clock
  logger: Logger
}

export interface AskOptions {
  /** How long it may take until the one whose business it is has said so, in ms. */
  withinMs?: number
}

const CHANNEL = 'portolan_peers'
const HEARD_WITHIN_MS = 2_000
/** So often says a replica that it has not forgotten an answer of which nothing comes. */
const ALIVE_EVERY_MS = 5_000
const PIECES_MS = 60_000

/**
 * Asks the other replicas, over the database that they share: what only one of them holds in memory is found wherever a
 * request comes in. In the embedded database nobody else is, and nobody is asked.
 */
export class Peers {
  /** Of this process. */
  readonly id = randomUUID()
  readonly #handlers = new Map<string, PeerHandler>()
  readonly #replies = new Map<string, PeerReply>()
  readonly #serving = new Map<string, ReadableStreamDefaultReader<unknown>>()
  /** Questions of others that came in more than one piece. */
  readonly #pieces = new Map<string, string>()
  #letGo: (() => Promise<void>) | undefined

  constructor(private readonly options: PeersOptions) {}

  async start(): Promise<void> {
    if (!this.isShared) return
    this.#letGo ??= await this.options.database.listen(CHANNEL, (payload) => this.#hear(payload))
  }

  async stop(): Promise<void> {
    await this.#letGo?.()
    this.#letGo = undefined
    const gone = new AppError('shutting-down', 'Portolan is stopping')
    for (const reply of this.#replies.values()) reply.fail(gone)
    await Promise.allSettled([...this.#serving.values()].map((reader) => reader.cancel(gone)))
  }

  /** Whether there may be others. */
  get isShared(): boolean {
    return this.options.database.kind === 'postgres'
  }

  /** `handler` decides at once whether a question of this name is its business. */
  serve(name: string, handler: PeerHandler): void {
    this.#handlers.set(name, handler)
  }

  /**
   * The answer of the replica whose business it is, undefined where none says so in time. Both are JSON. The stream fails
   * with what the other failed with, and with `unreachable` when nothing more is heard of it; to cancel it ends the answering
   * there.
   */
  async ask(
    name: string,
    data: unknown,
    { withinMs = HEARD_WITHIN_MS }: AskOptions = {},
  ): Promise<ReadableStream<unknown> | undefined> {
    if (!this.#letGo) return undefined
    const { clock } = this.options
    const ask = randomUUID()
    const forget = () => void this.#replies.delete(ask)
    const reply = new PeerReply({
      ...{ clock, onOver: forget },
      onCancel: () => void this.#trySend({ kind: 'gone', ask }),
    })
    this.#replies.set(ask, reply)
    const cancelWait = clock.after(withinMs, () => reply.giveUp())
    try {
      for (const piece of piecesOf(JSON.stringify(data)))
        await this.#send({ kind: 'ask', ask, name, ...piece })
      return (await reply.heard) ? reply.stream : undefined
    } catch (error) {
      forget()
      throw error
    } finally {
      cancelWait()
    }
  }

  #hear(payload: string): void {
    if (payload === '') {
      const missed = new AppError('unreachable', 'The connection to the other replicas was lost for a moment')
      for (const reply of this.#replies.values()) reply.fail(missed)
      return
    }
    const letter = readLetter(payload)
    if (!letter || letter.from === this.id) return
    if (letter.kind === 'ask') this.#onAsk(letter)
    else if (letter.kind === 'gone') void this.#serving.get(letter.ask)?.cancel()
    else this.#replies.get(letter.ask)?.take(letter)
  }

  #onAsk({ ask, name, text, more }: Extract<Letter, { kind: 'ask' }>): void {
    const before = this.#pieces.get(ask)
    const whole = (before ?? '') + text
    if (more) {
      this.#pieces.set(ask, whole)
      // The rest of it never comes where its sender has died.
      if (before === undefined) this.options.clock.after(PIECES_MS, () => this.#pieces.delete(ask))
      return
    }
    this.#pieces.delete(ask)
    try {
      const stream = this.#handlers.get(name)?.(JSON.parse(whole))
      if (stream) void this.#serve(ask, stream)
    } catch (error) {
      // Of another version, perhaps. It is as if nobody had it.
      this.options.logger.warn(
        { name, reason: messageOf(error) },
        'Another replica asked what is not understood',
      )
    }
  }

  /** Never rejects: whoever asked is told, or hears nothing more. */
  async #serve(ask: string, stream: ReadableStream<unknown>): Promise<void> {
    const reader = stream.getReader()
    this.#serving.set(ask, reader)
    const alive = this.#sayAlive(ask)
    try {
      await this.#send({ kind: 'mine', ask })
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        for (const piece of piecesOf(JSON.stringify(value))) await this.#send({ kind: 'item', ask, ...piece })
      }
      await this.#send({ kind: 'end', ask })
    } catch (error) {
      const code = isAppError(error) ? error.code : 'internal'
      const message = isAppError(error) ? error.message : 'The replica that was to answer failed'
      if (code === 'internal')
        this.options.logger.warn({ err: error }, 'Another replica could not be answered')
      await reader.cancel().catch(() => undefined)
      await this.#trySend({ kind: 'failed', ask, code, message })
    } finally {
      alive.stop()
      this.#serving.delete(ask)
    }
  }

  #sayAlive(ask: string): { stop: () => void } {
    let cancel: () => void = () => undefined
    const next = () => {
      cancel = this.options.clock.after(ALIVE_EVERY_MS, () => {
        void this.#trySend({ kind: 'alive', ask })
        next()
      })
    }
    next()
    return { stop: () => cancel() }
  }

  async #trySend(letter: Letter): Promise<void> {
    try {
      await this.#send(letter)
    } catch (error) {
      this.options.logger.debug({ reason: messageOf(error) }, 'Another replica could not be told')
    }
  }

  #send(letter: Letter): Promise<void> {
    return this.options.database.notify(CHANNEL, JSON.stringify({ ...letter, from: this.id }))
  }
}
