import 'server-only'
import type { Client } from 'pg'
import { backoffDelayMs } from '@/lib/kit/backoff'
import { type Clock, systemClock } from '@/lib/kit/clock'
import { deadline, orAborted } from '@/lib/kit/deadline'
import type { Logger } from '@/lib/kit/logger'

type Callback = (payload: string) => void

const RETRY = { firstDelayMs: 200, maxDelayMs: 5_000 }
/** A connection that a firewall forgot stays silent for ever; only asking finds out. */
const HEARTBEAT_MS = 15_000
const HEARTBEAT_LIMIT_MS = 5_000

/**
 * LISTEN for any number of channels and callbacks over one connection, which is made anew when it is lost; then every
 * callback hears an empty payload, since notifications in between are gone.
 */
export class PostgresListener {
  readonly #callbacks = new Map<string, Set<Callback>>()
  #client: Client | undefined
  #connecting: Promise<void> | undefined
  #cancelTimer: () => void = () => undefined
  /** Set while notifications may be passing by unheard. */
  #missed = false
  #closed = false

  constructor(
    private readonly createClient: () => Client,
    private readonly logger: Logger,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Resolves when the server has confirmed; returns the function that stops. */
  async listen(channel: string, callback: Callback): Promise<() => Promise<void>> {
    const callbacks = this.#callbacks.get(channel) ?? new Set()
    const isNew = callbacks.size === 0
    this.#callbacks.set(channel, callbacks.add(callback))
    try {
      const client = this.#client
      if (client && isNew) await client.query(`LISTEN ${quoted(channel)}`)
      if (!client) await this.#connect()
    } catch (error) {
      await this.#forget(channel, callback)
      throw error
    }
    return () => this.#forget(channel, callback)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelTimer()
    this.#callbacks.clear()
    await this.#connecting?.catch(() => undefined)
    const client = this.#client
    this.#client = undefined
    await client?.end()
  }

  async #forget(channel: string, callback: Callback): Promise<void> {
    const callbacks = this.#callbacks.get(channel)
    if (!callbacks?.delete(callback) || callbacks.size > 0) return
    this.#callbacks.delete(channel)
    // A connection that is lost listens to nothing anyway.
    await this.#client?.query(`UNLISTEN ${quoted(channel)}`).catch(() => undefined)
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#open().finally(() => (this.#connecting = undefined))
    return this.#connecting
  }

  async #open(): Promise<void> {
    const client = this.createClient()
    client.on('notification', ({ channel, payload }) => this.#tell(channel, payload ?? ''))
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, new Error('The connection ended')))
    try {
      await client.connect()
      for (const channel of this.#callbacks.keys()) await client.query(`LISTEN ${quoted(channel)}`)
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    if (this.#closed) return client.end()
    this.#client = client
    this.#cancelTimer()
    this.#scheduleHeartbeat(client)
    if (!this.#missed) return
    this.#missed = false
    this.logger.info({}, 'Listening to the database again')
    for (const channel of [...this.#callbacks.keys()]) this.#tell(channel, '')
  }

  #tell(channel: string, payload: string): void {
    for (const callback of [...(this.#callbacks.get(channel) ?? [])]) {
      try {
        callback(payload)
      } catch (error) {
        this.logger.error({ err: error, channel }, 'A listener of the database failed')
      }
    }
  }

  #lost(client: Client, error: Error): void {
    // An older connection may still speak when a newer one is in its place.
    if (client !== this.#client) return
    this.#client = undefined
    this.#cancelTimer()
    void client.end().catch(() => undefined)
    if (this.#closed) return
    this.logger.warn({ err: error }, 'Lost the connection that listens to the database; connecting again')
    this.#missed = true
    this.#retry(1)
  }

  #retry(attempt: number): void {
    this.#cancelTimer = this.clock.after(backoffDelayMs(RETRY, attempt, Math.random), () => {
      // Somebody who began to listen meanwhile may have connected already.
      if (this.#closed || this.#client) return
      this.#connect().catch(() => this.#retry(attempt + 1))
    })
  }

  async #heartbeat(client: Client): Promise<void> {
    using limit = deadline(undefined, HEARTBEAT_LIMIT_MS, 'The connection that listens to the database')
    try {
      await orAborted(client.query('SELECT 1'), limit)
      if (client === this.#client) this.#scheduleHeartbeat(client)
    } catch (error) {
      this.#lost(client, error instanceof Error ? error : new Error(String(error)))
    }
  }

  #scheduleHeartbeat(client: Client): void {
    this.#cancelTimer = this.clock.after(HEARTBEAT_MS, () => void this.#heartbeat(client))
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
