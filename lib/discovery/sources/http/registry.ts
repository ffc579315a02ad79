import 'server-only'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate } from '@/lib/domain/snapshot'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { CatalogueClient } from './catalogue-client'
import { RegistryList } from './registry-list'
import { type Listed, readRegistryPage } from './registry-page'
import { type Read, type ReadDocument, readRegistered } from './to-candidates'

export interface RegistryOptions {
  /** `…/v0.1/servers` */
  list: URL
  read: ReadDocument
  includes: (name: string) => boolean
  placeOf: (url: URL) => string
  now: () => number
}

export interface RegistryReading {
  candidates: Candidate[]
  problems: Problem[]
  /** Why the list is not whole, or not as it is now. */
  failure?: AppError
}

const PAGE = 100
const MAX_PAGES = 2_000
/** What `updated_since` can't tell of, such as an entry that was erased, is found by reading the whole once a day. */
const WHOLE_AGAIN_MS = 86_400_000

/**
 * A registry (API v0.1) and what is known of it: read whole the first time, page by page, then only what has changed since. A
 * reading that breaks off goes on at its page the next time.
 */
export class Registry {
  #list = new RegistryList()
  #readWholeAt: number | undefined
  #unfinished: { list: RegistryList; cursor: string } | undefined

  constructor(private readonly options: RegistryOptions) {}

  get url(): URL {
    return this.options.list
  }

  get size(): number {
    return this.#list.size
  }

  async sync(client: CatalogueClient): Promise<RegistryReading> {
    const failure = await this.#sync(client)
    // Before the first whole reading, a part is better than nothing.
    const list = this.#readWholeAt === undefined ? (this.#unfinished?.list ?? this.#list) : this.#list
    return {
      candidates: list.candidates(),
      problems: list.problems(this.options.placeOf(this.options.list)),
      ...(failure && { failure }),
    }
  }

  async #sync(client: CatalogueClient): Promise<AppError | undefined> {
    try {
      const { newest } = this.#list
      const isDue =
        this.#readWholeAt === undefined || this.options.now() - this.#readWholeAt >= WHOLE_AGAIN_MS
      if (isDue || newest === undefined) await this.#readWhole(client)
      else await this.#readChanges(client, newest)
      return undefined
    } catch (error) {
      if (!isAppError(error)) throw error
      return error
    }
  }

  async #readWhole(client: CatalogueClient): Promise<void> {
    const { list, cursor } = this.#unfinished ?? { list: new RegistryList(), cursor: undefined }
    this.#unfinished = undefined
    const startedAt = this.options.now()
    const onPage = (next: string) => (this.#unfinished = { list, cursor: next })
    try {
      await this.#pages(client, { list, cursor, onPage })
    } catch (error) {
      // A cursor that leads nowhere is no place to go on from.
      if (isAppError(error) && error.code === 'protocol-error') this.#forget(list)
      throw error
    }
    this.#unfinished = undefined
    this.#list = list
    this.#readWholeAt = startedAt
  }

  #forget(list: RegistryList): void {
    this.#unfinished = undefined
    if (this.#readWholeAt === undefined) this.#list = list
  }

  async #readChanges(client: CatalogueClient, newest: string): Promise<void> {
    const since = new Date(Date.parse(newest) - 1_000).toISOString()
    await this.#pages(client, { list: this.#list, since, onPage: () => undefined })
  }

  async #pages(client: CatalogueClient, { list, since, onPage, ...start }: PagesOptions): Promise<void> {
    const seen = new Set<string>()
    let cursor = start.cursor
    for (let page = 1; ; page++) {
      const { listed, faults, nextCursor } = await this.#page(client, page, { cursor, since })
      list.takeFaults(faults)
      for (const entry of listed) {
        if (this.options.includes(entry.name)) list.take(entry, (taken) => this.#read(taken))
      }
      if (nextCursor === undefined) return
      if (seen.has(nextCursor) || nextCursor === cursor) {
        throw new AppError(
          'protocol-error',
          `The registry's cursor repeats after page ${page}: its list never ends`,
        )
      }
      if (page >= MAX_PAGES)
        throw new AppError('too-large', `The registry has more than ${MAX_PAGES * PAGE} entries`)
      seen.add(nextCursor)
      cursor = nextCursor
      onPage(nextCursor)
    }
  }

  async #page(
    client: CatalogueClient,
    page: number,
    { cursor, since }: { cursor?: string | undefined; since?: string | undefined },
  ) {
    const url = pageUrl(this.options.list, { cursor, since })
    const found = await client.page(url)
    if (found.kind === 'registry') return readRegistryPage(found.page)
    throw new AppError('protocol-error', `Page ${page} of the registry is no page of one`)
  }

  #read(listed: Listed): Read | 'packages' {
    const { name, server, deprecation } = listed
    const [remotes, packages] = [server.remotes, server.packages]
    const isRemote = Array.isArray(remotes) && remotes.length > 0
    if (!isRemote && Array.isArray(packages) && packages.length > 0) return 'packages'
    const { list, placeOf } = this.options
    const place = placeOf(
      new URL(`${list.origin}${list.pathname}/${encodeURIComponent(name)}/versions/latest`),
    )
    const { candidate, problems } = readRegistered(server, place, this.options.read)
    if (!candidate) return { problems }
    return {
      candidate: deprecation === undefined ? candidate : deprecated(candidate, deprecation),
      problems: [],
    }
  }
}

interface PagesOptions {
  list: RegistryList
  cursor?: string | undefined
  /** RFC 3339. */
  since?: string
  onPage: (next: string) => void
}

function deprecated(candidate: Candidate, message: string): Candidate {
  const { spec, warnings } = candidate
  const metadata = { ...spec.metadata, registryStatus: 'deprecated' }
  return { ...candidate, spec: { ...spec, metadata }, warnings: [...warnings, message] }
}

/** Where the list of a registry is, whether its base or the list itself was named. */
export function registryListOf(url: URL): URL {
  const list = new URL(url)
  const path = list.pathname.replace(/\/+$/, '')
  if (/\/v0(?:\.\d+)?\/servers$/.test(path)) list.pathname = path
  else list.pathname = /\/v0(?:\.\d+)?$/.test(path) ? `${path}/servers` : `${path}/v0.1/servers`
  return list
}

export function pageUrl(
  list: URL,
  {
    cursor,
    since,
    limit = PAGE,
  }: { cursor?: string | undefined; since?: string | undefined; limit?: number },
): URL {
  const url = new URL(list)
  url.searchParams.set('limit', String(limit))
  url.searchParams.set('version', 'latest')
  if (since !== undefined) url.searchParams.set('updated_since', since)
  if (cursor !== undefined) url.searchParams.set('cursor', cursor)
  return url
}
