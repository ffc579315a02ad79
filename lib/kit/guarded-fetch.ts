import type { LookupAddress } from 'node:dns'
import { type Agent, type Dispatcher, request } from 'undici'
import { AppError } from './app-error'
import { kindOfAddress } from './address-kind'
import { type AddressRule, bareHost } from './address-rules'
import { deadline } from './deadline'
import { guardedAgent } from './guarded-connect'
import { networkError } from './network-words'
import { readBody, tooLarge } from './read-body'

export interface GuardedFetchOptions {
  rule: AddressRule
  /** For one request with its redirects, from connecting to the last byte. */
  limitMs: number
  maxBytes: number
  /** Follows redirects to other origins too. */
  allowRedirects?: boolean
  /** Follows none: a redirect is the answer. */
  refuseRedirects?: boolean
  resolve?: ((name: string) => Promise<LookupAddress[]>) | undefined
}

export interface GuardedRequest {
  method?: 'GET' | 'POST' | 'DELETE'
  accept: string
  /** Sent to the origin of the URL alone: a redirect elsewhere goes without them. */
  headers?: Readonly<Record<string, string>>
  body?: string
  signal: AbortSignal
  isEnough?: (soFar: Buffer) => boolean
}

export interface GuardedAnswer {
  /** Where the answer came from, after redirects. */
  url: URL
  status: number
  headers: Readonly<Record<string, string>>
  body: Buffer
}

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * Fetches what others have written the URL of: over http and https only, at addresses that the rule lets pass, within limits of
 * time and size. Redirects are followed by hand, on the same origin unless it is told otherwise. Throws AppErrors that say why.
 */
export class GuardedFetch {
  readonly #agent: Agent
  readonly #inside = new Set<string>()

  constructor(private readonly options: GuardedFetchOptions) {
    const { rule, resolve, limitMs } = options
    const onConnected = (host: string, address: string) => {
      if (kindOfAddress(address) !== 'public') this.#inside.add(bareHost(host))
    }
    this.#agent = guardedAgent({ rule, resolve, connectLimitMs: limitMs, onConnected })
  }

  async fetch(start: URL, wanted: GuardedRequest): Promise<GuardedAnswer> {
    using limit = deadline(wanted.signal, this.options.limitMs, start.host)
    const seen = new Set<string>()
    let url = start
    for (;;) {
      seen.add(url.href)
      const answer = await this.#once(url, start, { ...wanted, signal: limit })
      const next = this.#redirectOf(answer, wanted, seen)
      if (!next) return answer
      url = next
    }
  }

  /** Whether this host was reached at an address that is not public. */
  isInside({ hostname }: URL): boolean {
    return this.#inside.has(bareHost(hostname))
  }

  /** Closes its connections; what runs is cut. */
  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #once(url: URL, start: URL, wanted: GuardedRequest): Promise<GuardedAnswer> {
    const { method = 'GET', accept, body, signal, isEnough } = wanted
    assertScheme(url)
    const own = url.origin === start.origin ? { ...credentialsOf(url), ...wanted.headers } : {}
    try {
      const answer = await request(withoutCredentials(url), {
        dispatcher: this.#agent,
        method,
        headers: { accept, 'accept-encoding': 'gzip, br, deflate', 'user-agent': 'portolan', ...own },
        signal,
        headersTimeout: 0,
        bodyTimeout: 0,
        ...(body !== undefined && { body }),
      })
      return await this.#read(url, answer, isEnough)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw networkError(error, url.host)
    }
  }

  async #read(
    url: URL,
    { statusCode: status, headers: raw, body }: Dispatcher.ResponseData,
    isEnough: GuardedRequest['isEnough'],
  ): Promise<GuardedAnswer> {
    const headers = flat(raw)
    const { maxBytes } = this.options
    if (REDIRECTS.has(status) && headers.location !== undefined) {
      body.on('error', ignore).destroy()
      return { url, status, headers, body: Buffer.alloc(0) }
    }
    if (Number(headers['content-length'] ?? 0) > maxBytes) {
      body.on('error', ignore).destroy()
      throw tooLarge(maxBytes)
    }
    const isStream = headers['content-type']?.startsWith('text/event-stream') ?? false
    const read = { maxBytes, encoding: headers['content-encoding'], isEnough: isStream ? hasEvent : isEnough }
    return { url, status, headers, body: await readBody(body, read) }
  }

  #redirectOf(answer: GuardedAnswer, wanted: GuardedRequest, seen: ReadonlySet<string>): URL | undefined {
    const { status, headers, url } = answer
    if (this.options.refuseRedirects) return undefined
    if (!REDIRECTS.has(status) || headers.location === undefined) return undefined
    if (wanted.method !== undefined && wanted.method !== 'GET' && status < 307) return undefined
    const next = URL.canParse(headers.location, url.href) ? new URL(headers.location, url.href) : undefined
    if (!next) throw new AppError('protocol-error', `${url.host} redirects to what is no address`)
    assertScheme(next)
    const shown = `${next.origin}${next.pathname}`
    if (seen.has(next.href))
      throw new AppError('protocol-error', `The redirects of ${url.host} lead in a circle, back to ${shown}`)
    if (seen.size > MAX_REDIRECTS)
      throw new AppError('protocol-error', `${url.host} redirects more than ${MAX_REDIRECTS} times`)
    if (next.origin !== url.origin && this.options.allowRedirects !== true) {
      throw new AppError(
        'forbidden',
        `${url.host} redirects to another origin, ${shown}: name that URL instead, or allow redirects for this one`,
      )
    }
    return next
  }
}

function assertScheme(url: URL): void {
  if (url.protocol === 'http:' || url.protocol === 'https:') return
  throw new AppError('forbidden', `Only http:// and https:// are fetched, not ${url.protocol.slice(0, 20)}//`)
}

/** `https://user:password@host` as the header that it means. */
export function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = [username, password].map(decoded).join(':')
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function withoutCredentials(url: URL): URL {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  bare.hash = ''
  return bare
}

/** An event stream may stay open for ever: it is read up to its first event. */
function hasEvent(soFar: Buffer): boolean {
  return /(?:^|\n)data:[^\n]*\r?\n\r?\n/.test(soFar.toString('utf8'))
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

function ignore(): void {
  // What comes after we have stopped reading is not missed.
}
