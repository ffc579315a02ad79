import 'server-only'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { GuardedAnswer, GuardedFetch } from '@/lib/kit/guarded-fetch'
import { type Found, interpret } from './interpret'
import { statusError } from './status-error'
import type { ReadDocument } from './to-candidates'

/** What was read at a URL the last time, and how to ask whether it still is so. */
export interface Kept {
  etag?: string
  lastModified?: string
  found: Found
  url: URL
}

export interface CatalogueClientOptions {
  fetcher: GuardedFetch
  /** The URL whose origin gets `headers`. */
  root: URL
  headers: Readonly<Record<string, string>>
  /** By URL; outlives the client. */
  kept: Map<string, Kept>
  read: ReadDocument
  /** The URL as people see it. */
  placeOf: (url: URL) => string
  now: () => number
  signal: AbortSignal
}

export type Answered = { kind: 'status'; status: number; error: AppError } | (Found & { url: URL })

const DOCUMENTS =
  'application/mcp-server-card+json, application/ai-catalog+json, application/json, application/yaml;q=0.9, ' +
  'application/toml;q=0.9, text/*;q=0.5, */*;q=0.1'

/** Asks the servers of one catalogue, within one run. */
export class CatalogueClient {
  readonly #asked = new Set<string>()

  constructor(private readonly options: CatalogueClientOptions) {}

  get signal(): AbortSignal {
    return this.options.signal
  }

  /**
   * What stands at a URL; what has not changed since the last time is not read again. Throws what keeps it from being read;
   * a status that only says that there is nothing of this kind comes back.
   */
  async read(url: URL): Promise<Answered> {
    this.#asked.add(url.href)
    const kept = this.options.kept.get(url.href)
    let answer = await this.#get(url, { ...conditionsOf(kept) })
    if (answer.status === 304 && kept) return { ...kept.found, url: kept.url }
    // Nobody asked whether it had changed: some caches answer so all the same.
    if (answer.status === 304) answer = await this.#get(url, { 'cache-control': 'no-cache' })
    this.options.kept.delete(url.href)
    if (answer.status === 304) {
      const message = `${url.host} answers “not modified” (304) to a question that was asked for the first time`
      throw new AppError('protocol-error', message)
    }
    if (answer.status !== 200) {
      const error = statusError(answer, this.options.now())
      if (answer.status >= 500 || answer.status === 429) throw error
      return { kind: 'status', status: answer.status, error }
    }
    const found = interpret(answer, this.options.placeOf(url), this.options.read)
    this.#keep(url, answer, found)
    return { ...found, url: answer.url }
  }

  /** What nothing leads to any more need not be kept. */
  forgetUnasked(): void {
    for (const url of this.options.kept.keys()) if (!this.#asked.has(url)) this.options.kept.delete(url)
  }

  /** A page of JSON. Throws for any status but 200. */
  async page(url: URL): Promise<Found> {
    const answer = await this.#get(url, {})
    if (answer.status !== 200) throw statusError(answer, this.options.now())
    return interpret(answer, this.options.placeOf(url), this.options.read)
  }

  post(url: URL, body: string, headers: Readonly<Record<string, string>> = {}): Promise<GuardedAnswer> {
    return this.options.fetcher.fetch(url, {
      method: 'POST',
      accept: 'application/json, text/event-stream',
      headers: { 'content-type': 'application/json', ...this.#own(url), ...headers },
      body,
      signal: this.options.signal,
    })
  }

  /** A session that we began is not left behind; a server that keeps it all the same loses nothing by it. */
  async endSession(url: URL, headers: Readonly<Record<string, string>>): Promise<void> {
    try {
      const request = { headers: { ...this.#own(url), ...headers }, signal: this.options.signal }
      await this.options.fetcher.fetch(url, { method: 'DELETE', accept: '*/*', ...request })
    } catch (error) {
      if (!isAppError(error) || this.options.signal.aborted) throw error
    }
  }

  /** Whether this URL was reached at an address that is not public. */
  isInside(url: URL): boolean {
    return this.options.fetcher.isInside(url)
  }

  #get(url: URL, headers: Readonly<Record<string, string>>): Promise<GuardedAnswer> {
    return this.options.fetcher.fetch(url, {
      accept: DOCUMENTS,
      headers: { ...this.#own(url), ...headers },
      signal: this.options.signal,
    })
  }

  #own(url: URL): Readonly<Record<string, string>> {
    return url.origin === this.options.root.origin ? this.options.headers : {}
  }

  #keep(url: URL, { headers, url: final }: GuardedAnswer, found: Found): void {
    const { etag, 'last-modified': lastModified } = headers
    // An event stream, or a page of a registry, is asked for anew each time.
    if ((etag ?? lastModified) === undefined || found.kind === 'events' || found.kind === 'registry') return
    this.options.kept.set(url.href, {
      found,
      url: final,
      ...(etag !== undefined && { etag }),
      ...(lastModified !== undefined && { lastModified }),
    })
  }
}

function conditionsOf(kept: Kept | undefined): Record<string, string> {
  return {
    ...(kept?.etag !== undefined && { 'if-none-match': kept.etag }),
    ...(kept?.lastModified !== undefined && { 'if-modified-since': kept.lastModified }),
  }
}
