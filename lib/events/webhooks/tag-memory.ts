import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Server } from '@/lib/domain/server'

/** Servers that are gone, of which the tags are kept. */
const KEPT = 10_000

export interface TaggedServers {
  get(name: string): Pick<Server, 'spec'> | undefined
  all(): readonly Pick<Server, 'spec'>[]
}

/** Tags of servers, also of those that are gone: that one was removed is told by its tags too. */
export class TagMemory {
  readonly #tags = new Map<string, readonly string[]>()
  readonly #gone = new Set<string>()

  constructor(private readonly servers: TaggedServers) {}

  start(): void {
    for (const { spec } of this.servers.all()) this.#tags.set(spec.name, spec.tags)
  }

  hear(event: AppEvent): void {
    if (event.kind === 'server-added' || event.kind === 'server-changed') {
      this.#gone.delete(event.name)
      const server = this.servers.get(event.name)
      if (server) this.#tags.set(event.name, server.spec.tags)
    } else if (event.kind === 'server-removed') this.#keep(event.name)
  }

  of(name: string): readonly string[] {
    return this.servers.get(name)?.spec.tags ?? this.#tags.get(name) ?? []
  }

  #keep(name: string): void {
    this.#gone.add(name)
    for (const oldest of this.#gone) {
      if (this.#gone.size <= KEPT) break
      this.#gone.delete(oldest)
      this.#tags.delete(oldest)
    }
  }
}
