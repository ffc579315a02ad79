import 'server-only'
import { type Agent, request } from 'undici'
import type { Failure } from '@/lib/domain/connection'
import type { Server } from '@/lib/domain/server'
import { AppError, isAppError } from '@/lib/kit/app-error'
import { type AddressRule, anyAddress, bareHost, publicOr } from '@/lib/kit/address-rules'
import { deadline } from '@/lib/kit/deadline'
import { guardedAgent } from '@/lib/kit/guarded-connect'
import { kindOfAddress } from '@/lib/kit/address-kind'
import { credentialsOf, withoutCredentials } from '@/lib/kit/guarded-fetch'
import { networkError } from '@/lib/kit/network-words'

/** The status says it all; so much of the rest is taken to keep the connection, and no more. */
const BODY_BYTES = 4_096
const BODY_MS = 1_000
const MAX_REDIRECTS = 3
const CONNECT_LIMIT_MS = 30_000
/** Sources that whoever runs Portolan writes. */
const ADMINISTERED = ['config-file', 'environment']

export type AddressAnswer =
  { kind: 'well'; durationMs: number } | { kind: 'ill'; durationMs: number; error: Failure }

/**
 * Fetches health addresses: GET, 2xx is well, within the limit. Who declares an address must not reach by it what they
 * could not reach otherwise: it leads to public addresses, to those that PORTOLAN_PRIVATE_ADDRESSES lists, and to the
 * host of the server's own endpoint, which Portolan talks to already; anywhere if whoever runs Portolan has declared it.
 */
export class HealthAddresses {
  readonly #rules: Record<Trust, AddressRule>
  readonly #agents = new Map<Trust, Agent>()

  constructor(allowed: readonly string[]) {
    const listed = publicOr(allowed)
    this.#rules = { listed, own: ownHost(listed), any: anyAddress }
  }

  /** Never throws for what the far side does. */
  async ask(server: Server, url: URL, limitMs: number, signal?: AbortSignal): Promise<AddressAnswer> {
    const startedAt = performance.now()
    const since = () => performance.now() - startedAt
    using limit = deadline(signal, limitMs, `The health address ${shown(url)}`)
    try {
      const status = await this.#statusOf(url, this.#agentFor(trustOf(server, url)), limit)
      if (status >= 200 && status < 300) return { kind: 'well', durationMs: since() }
      const message = `The health address ${shown(url)} answers with HTTP ${status}.`
      return { kind: 'ill', durationMs: since(), error: { code: 'health-address', message } }
    } catch (thrown) {
      const error = limit.aborted ? (limit.reason as unknown) : thrown
      const { code, message } = isAppError(error) ? error : networkError(error, url.host)
      return { kind: 'ill', durationMs: since(), error: { code, message } }
    }
  }

  /** Closes its connections; what runs is cut. */
  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()))
  }

  async #statusOf(start: URL, dispatcher: Agent, signal: AbortSignal): Promise<number> {
    let url = start
    for (let redirects = 0; ; redirects += 1) {
      const { statusCode, headers, body } = await request(withoutCredentials(url), {
        dispatcher,
        signal,
        headers: { accept: '*/*', 'user-agent': 'portolan', ...credentialsOf(start) },
        headersTimeout: 0,
        bodyTimeout: 0,
      })
      // Not waited for: an answer may stream for ever, and its status is known.
      body.dump({ limit: BODY_BYTES, signal: AbortSignal.timeout(BODY_MS) }).catch(() => undefined)
      const { location } = headers
      if (statusCode < 300 || statusCode > 399 || typeof location !== 'string') return statusCode
      url = redirected(url, location, redirects)
    }
  }

  #agentFor(trust: Trust): Agent {
    const known = this.#agents.get(trust)
    if (known) return known
    const agent = guardedAgent({ rule: this.#rules[trust], connectLimitMs: CONNECT_LIMIT_MS })
    this.#agents.set(trust, agent)
    return agent
  }
}

/** Whose word lets an address through: the list's, the server's own host, or that of whoever runs Portolan. */
type Trust = 'listed' | 'own' | 'any'

function trustOf({ spec, source, record }: Server, url: URL): Trust {
  const isByHand = record.overrides.health?.url !== undefined
  if (!isByHand && ADMINISTERED.some((method) => source === method || source.startsWith(`${method}:`)))
    return 'any'
  const { endpoint } = spec
  if (endpoint.kind !== 'remote' || !URL.canParse(endpoint.url)) return 'listed'
  return bareHost(new URL(endpoint.url).hostname) === bareHost(url.hostname) ? 'own' : 'listed'
}

/** Where the endpoint is, the health address may be; except where clouds keep what no GET from outside should read. */
function ownHost(listed: AddressRule): AddressRule {
  return (address, host) =>
    kindOfAddress(address) === 'a link-local address' ? listed(address, host) : undefined
}

function redirected(from: URL, location: string, redirects: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined
  if (to?.origin !== from.origin) {
    const where = to ? shown(to) : 'what is no address'
    throw new AppError(
      'forbidden',
      `The health address ${shown(from)} redirects elsewhere, to ${where}. Name that address instead.`,
    )
  }
  if (redirects < MAX_REDIRECTS) return to
  throw new AppError(
    'protocol-error',
    `The health address ${shown(from)} redirects more than ${MAX_REDIRECTS} times.`,
  )
}

/** Neither credentials nor a query, which may hold a token. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`
}
