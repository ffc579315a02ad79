import 'server-only'
import { Emitter } from '@/lib/kit/emitter'
import type { Logger } from '@/lib/kit/logger'

/** What a server says of its resources. */
export type ResourceNews =
  /** One that is watched has changed. */
  | { kind: 'updated'; uri: string }
  /** Of these, and of no others, it tells from now on: of none while there is no connection. */
  | { kind: 'watched'; uris: readonly string[] }
  /** It has others than before. */
  | { kind: 'listed' }

/** Of one server; what goes beyond is not watched. */
const MAX_WATCHED = 1_000

export interface ResourceWatchesOptions {
  logger: Logger
  /** What is wanted of a server is something else now. */
  onWanted: (server: string) => void
  isTold: (server: string, uri: string) => boolean
}

/**
 * Which resources of servers are to be watched, and what comes of it. A wish holds over reconnects and changes of the
 * server, until it is taken back; it opens no connection, and is fulfilled while there is one.
 */
export class ResourceWatches {
  readonly #wanted = new Map<string, readonly string[]>()
  readonly #news: Emitter<{ server: string; news: ResourceNews }>

  constructor(private readonly options: ResourceWatchesOptions) {
    this.#news = new Emitter((error) =>
      options.logger.error({ err: error }, 'A listener for resources failed'),
    )
  }

  /** Instead of what was wanted of this server before. */
  want(server: string, uris: readonly string[]): void {
    const wanted = [...new Set(uris)].sort().slice(0, MAX_WATCHED)
    const before = this.wanted(server)
    if (wanted.length === before.length && wanted.every((uri, at) => uri === before[at])) return
    if (wanted.length === 0) this.#wanted.delete(server)
    else this.#wanted.set(server, wanted)
    this.options.onWanted(server)
  }

  wanted(server: string): readonly string[] {
    return this.#wanted.get(server) ?? []
  }

  /** Whether its server would tell if it changed now. */
  isTold(server: string, uri: string): boolean {
    return this.options.isTold(server, uri)
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: (server: string, news: ResourceNews) => void): () => void {
    return this.#news.subscribe(({ server, news }) => listener(server, news))
  }

  tell(server: string, news: ResourceNews): void {
    if (news.kind !== 'listed' || this.#wanted.has(server)) this.#news.emit({ server, news })
  }
}
