import 'server-only'
import type { Snapshot } from '@/lib/domain/snapshot'
import { AppError, isAppError } from '@/lib/kit/app-error'
import { withoutCredentials } from '@/lib/kit/guarded-fetch'
import { type Below, CatalogueWalk } from './ai-catalogue'
import type { Answered, CatalogueClient } from './catalogue-client'
import { endpointCandidate, findEndpoint, type FoundEndpoint, isEndpointStill } from './endpoint'
import { pageUrl, Registry, registryListOf } from './registry'
import type { ReadDocument } from './to-candidates'

/** What a URL turned out to be: asked for directly the next time. */
export type Kind =
  | { kind: 'document'; url: URL }
  | { kind: 'registry'; registry: Registry }
  | { kind: 'endpoint'; found: FoundEndpoint }

export interface Seen {
  what: Kind
  /** For a person: `MCP registry`. */
  label: string
  snapshot: Required<Snapshot>
  /** Why it is not whole, though some of it could be read. */
  failure?: AppError | undefined
}

export interface LookOptions {
  client: CatalogueClient
  root: URL
  read: ReadDocument
  includes: (name: string) => boolean
  placeOf: (url: URL) => string
  /** The catalogue, as its servers name it. */
  scope: string
  below: Below
  /** Sent to the root; a server that is the root itself gets them too. */
  headers: Readonly<Record<string, string>>
  now: () => number
}

/** Finds out what a URL is, and reads it. */
export class Look {
  constructor(private readonly options: LookOptions) {}

  /** What it was the last time, if it still is. */
  async again(before: Kind): Promise<Seen | undefined> {
    const { client, root } = this.options
    switch (before.kind) {
      case 'registry':
        return this.#registry(before.registry)
      case 'endpoint':
        return (await isEndpointStill(client, root, before.found)) ? this.#endpoint(before.found) : undefined
      case 'document':
        return this.#take(await client.read(before.url), before.url)
    }
  }

  /** Throws an AppError that says what was looked for, where it is nothing that declares servers. */
  async first(): Promise<Seen> {
    const { client, root } = this.options
    const direct = await client.read(root)
    const seen = await this.#take(direct, root)
    if (seen) return seen
    const isBase = root.pathname === '/'
    const steps = isBase
      ? [this.#registryBelow, this.#wellKnown, this.#cardBelow, this.#endpointHere]
      : [this.#cardBelow, this.#endpointHere, this.#registryBelow, this.#wellKnownCards]
    for (const step of steps) {
      const found = await step(direct)
      if (found) return found
    }
    throw notRecognised(direct, isBase)
  }

  async #take(found: Answered, url: URL): Promise<Seen | undefined> {
    switch (found.kind) {
      case 'servers': {
        const { snapshot, what } = found
        const label = what === 'document' ? 'Document of servers' : 'Server card'
        const whole = { ...snapshot, unreadable: snapshot.unreadable ?? [] }
        return { what: { kind: 'document', url }, label, snapshot: whole }
      }
      case 'catalogue': {
        const snapshot = await new CatalogueWalk(this.options).walk(found.entries, found.url)
        return { what: { kind: 'document', url }, label: 'AI catalogue', snapshot }
      }
      case 'registry':
        return this.#registry(this.#newRegistry(withoutPaging(url)))
      case 'events':
        return this.#endpoint({ transport: 'sse', info: {}, isSure: true })
      case 'none':
      case 'status':
        return undefined
    }
  }

  async #registry(registry: Registry): Promise<Seen> {
    const { candidates, problems, failure } = await registry.sync(this.options.client)
    const label = 'MCP registry'
    return {
      what: { kind: 'registry', registry },
      label,
      snapshot: { candidates, problems, unreadable: [] },
      failure,
    }
  }

  #endpoint(found: FoundEndpoint): Seen {
    const { root, placeOf, headers } = this.options
    // Its credentials are among the headers.
    const candidate = endpointCandidate(withoutCredentials(root), found, { place: placeOf(root), headers })
    return {
      what: { kind: 'endpoint', found },
      label: 'MCP server',
      snapshot: { candidates: [candidate], problems: [], unreadable: [] },
    }
  }

  readonly #registryBelow = async (): Promise<Seen | undefined> => {
    const list = registryListOf(this.options.root)
    const found = await this.#try(pageUrl(list, { limit: 1 }))
    return found?.kind === 'registry' ? this.#registry(this.#newRegistry(list)) : undefined
  }

  readonly #wellKnown = (): Promise<Seen | undefined> =>
    this.#firstOf(['/.well-known/ai-catalog.json', '/.well-known/mcp/catalog.json', ...CARDS])

  readonly #wellKnownCards = (): Promise<Seen | undefined> => this.#firstOf(CARDS)

  readonly #cardBelow = (): Promise<Seen | undefined> => {
    const { root } = this.options
    return this.#firstOf([`${root.pathname.replace(/\/+$/, '')}/server-card`])
  }

  readonly #endpointHere = async (direct: Answered): Promise<Seen | undefined> => {
    const { client, root } = this.options
    try {
      const found = await findEndpoint(client, root)
      if (typeof found === 'string') return undefined
      // A catalogue that is closed to strangers refuses a POST as it refuses a GET; only a name tells an endpoint then.
      const isOpen = direct.kind !== 'status' || (direct.status !== 401 && direct.status !== 403)
      return isOpen || found.isSure || /(?:mcp|sse)\/?$/i.test(root.pathname)
        ? this.#endpoint(found)
        : undefined
    } catch (error) {
      this.#assertPassable(error)
      return undefined
    }
  }

  async #firstOf(paths: readonly string[]): Promise<Seen | undefined> {
    for (const path of paths) {
      const url = new URL(path, this.options.root.origin)
      const found = await this.#try(url)
      const seen = found && found.kind !== 'events' ? await this.#take(found, url) : undefined
      if (seen && !isBroken(seen)) return seen
    }
    return undefined
  }

  async #try(url: URL): Promise<Answered | undefined> {
    try {
      return await this.options.client.read(url)
    } catch (error) {
      this.#assertPassable(error)
      return undefined
    }
  }

  /** What is not there may fail as it likes; only the end of our time ends the search. */
  #assertPassable(error: unknown): void {
    if (!isAppError(error) || this.options.client.signal.aborted) throw error
  }

  #newRegistry(list: URL): Registry {
    const { read, includes, placeOf, now } = this.options
    return new Registry({ list, read, includes, placeOf, now })
  }
}

const CARDS = ['/.well-known/mcp/server-card.json', '/.well-known/mcp.json']

/** What stands where a card was guessed to be, and declares nothing, is no card. */
function isBroken({ snapshot }: Seen): boolean {
  return snapshot.candidates.length === 0 && snapshot.problems.length > 0
}

function withoutPaging(url: URL): URL {
  const list = new URL(url)
  for (const name of ['cursor', 'limit', 'version', 'updated_since']) list.searchParams.delete(name)
  return list
}

function notRecognised(direct: Answered, isBase: boolean): AppError {
  const sought = isBase
    ? 'an MCP registry, an AI catalogue, a server card or an MCP server'
    : 'a server card, an MCP server or an MCP registry'
  if (direct.kind === 'status') {
    return new AppError(direct.error.code, `${direct.error.message}. Nor is there ${sought}`)
  }
  const why = direct.kind === 'none' ? direct.why : 'It answered with nothing that declares servers'
  return new AppError('bad-input', `${why}. Nor is there ${sought} at this address`)
}
