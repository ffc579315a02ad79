import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Server } from '@/lib/domain/server'
import type { EventBus } from '@/lib/events/bus'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Logger } from '@/lib/kit/logger'
import type { Entry } from './entry'
import { refusalOf, type Servers } from './selection'

export interface RosterOptions {
  servers: Servers
  bus: EventBus
  logger: Logger
  make: (server: Server) => Entry
  /** A server is no more. */
  onGone: (name: string) => void
}

/** The pool's entries: made when first asked for, kept in step with the registry, gone with their server. */
export class Roster {
  readonly #entries = new Map<string, Entry>()
  #unsubscribe: (() => void) | undefined
  #closed = false

  constructor(private readonly options: RosterOptions) {}

  start(): void {
    this.#unsubscribe ??= this.options.bus.subscribe((event: AppEvent) => {
      if (event.kind === 'server-added') this.#warm(event.name)
      if (event.kind === 'server-changed') this.#changed(event.name)
      if (event.kind === 'server-removed') this.#gone(event.name)
      if (event.kind === 'tool-approved') this.#entries.get(event.name)?.compareAgain()
    })
    for (const { spec } of this.options.servers.all()) this.#warm(spec.name)
  }

  /** Gives out no entry any more; those that are there stay to be closed. */
  close(): void {
    this.#closed = true
    this.#unsubscribe?.()
  }

  get isClosed(): boolean {
    return this.#closed
  }

  get(name: string): Entry | undefined {
    return this.#entries.get(name)
  }

  all(): Entry[] {
    return [...this.#entries.values()]
  }

  names(): string[] {
    return [...this.#entries.keys()]
  }

  /** The server, if it may be connected. */
  server(name: string): Server {
    if (this.#closed) throw stopped()
    const server = this.options.servers.get(name)
    const refusal = refusalOf(name, server)
    if (refusal || !server) throw refusal ?? new AppError('not-found', `There is no server named ${name}`)
    return server
  }

  /** The server's entry; refuses what may not be connected. */
  of(name: string): Entry {
    const server = this.server(name)
    const known = this.#entries.get(name)
    if (known) return known
    const entry = this.options.make(server)
    this.#entries.set(name, entry)
    return entry
  }

  #changed(name: string): void {
    const entry = this.#entries.get(name)
    const server = this.options.servers.get(name)
    if (!entry) {
      this.#warm(name)
      return
    }
    if (!server) return
    const changed = entry.adopt(server)
    const { connection } = entry
    if (refusalOf(name, server)) this.#closeInBackground(entry)
    else if (changed.endpoint) connection.changed()
    // A policy says nothing about the open transport, but may give another chance to what had given up.
    else if (changed.policy && ['waiting', 'failed', 'needs-auth'].includes(connection.kind))
      connection.changed()
    else if (changed.policy) this.#warm(name)
  }

  /** Opens one that is to be open without being asked for. One that a person has closed stays closed until a change. */
  #warm(name: string): void {
    const server = this.options.servers.get(name)
    if (this.#closed || !server?.spec.policy.warmUp || refusalOf(name, server)) return
    const { connection } = this.of(name)
    if (connection.kind === 'idle') connection.begin()
  }

  #gone(name: string): void {
    this.options.onGone(name)
    const entry = this.#entries.get(name)
    if (entry) this.#closeInBackground(entry)
  }

  #closeInBackground(entry: Entry): void {
    const { name } = entry
    const forget = () => {
      // It may have come back while it was closing.
      if (!this.options.servers.get(name) && entry.connection.kind === 'idle') this.#entries.delete(name)
    }
    void entry.connection.close().then(forget, (error: unknown) => {
      this.options.logger.error({ server: name, error: messageOf(error) }, 'Closing a connection failed')
    })
  }
}

export function stopped(): AppError {
  return new AppError('shutting-down', 'Portolan is shutting down')
}
