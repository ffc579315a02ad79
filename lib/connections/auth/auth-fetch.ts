import 'server-only'
import type { LookupAddress } from 'node:dns'
import type { FetchLike } from '@modelcontextprotocol/client'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import { type AddressRule, bareHost, publicOr } from '@/lib/kit/address-rules'
import { kindOfAddress } from '@/lib/kit/address-kind'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import { GuardedFetch } from '@/lib/kit/guarded-fetch'

/** Of one request to an authorization server, to its last byte. */
const LIMIT_MS = 10_000
/** Large ones list a thousand scopes and need a tenth of it. */
const MAX_BYTES = 512 * 1024
/** Statuses that go without a body, which `Response` insists on. */
const BODILESS = new Set([101, 103, 204, 205, 304])

export interface Reach {
  /** Addresses that are not public and may be asked all the same. */
  allowed: readonly string[]
  resolve?: ((name: string) => Promise<LookupAddress[]>) | undefined
  limitMs?: number | undefined
}

/**
 * Runs `work` with a fetch for authorization servers. What stands in a server's metadata can lead anywhere, so it goes to
 * public addresses, to the server's own host, to hosts that its declaration names, and to what an administrator allows.
 */
export async function withAuthFetch<T>(
  endpoint: RemoteEndpoint,
  { allowed, resolve, limitMs = LIMIT_MS }: Reach,
  work: (fetch: FetchLike) => Promise<T>,
): Promise<T> {
  const rule = ruleFor(endpoint, publicOr(allowed))
  const guarded = new GuardedFetch({ rule, resolve, limitMs, maxBytes: MAX_BYTES })
  try {
    return await work(fetchOver(guarded))
  } finally {
    await guarded.close()
  }
}

function ruleFor(endpoint: RemoteEndpoint, rule: AddressRule): AddressRule {
  const { url, auth } = endpoint
  const declared = [url, auth?.issuer, auth?.kind === 'client-credentials' ? auth.tokenEndpoint : undefined]
  const hosts = new Set(
    declared.flatMap((each) =>
      each !== undefined && URL.canParse(each) ? [bareHost(new URL(each).hostname)] : [],
    ),
  )
  const isOnThisMachine = [...hosts].some(meansThisMachine)
  return (address, host) => {
    if (hosts.has(bareHost(host))) return undefined
    // Who declares a server on this machine means this machine, by whichever of its names.
    if (isOnThisMachine && kindOfAddress(address) === 'a loopback address') return undefined
    return rule(address, host)
  }
}

function meansThisMachine(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || kindOfAddress(host) === 'a loopback address'
}

/** As the SDK wants it: a request that fails is a TypeError, of which the cause is known here. */
function fetchOver(guarded: GuardedFetch): FetchLike {
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    const url = new URL(input)
    try {
      const answer = await guarded.fetch(url, {
        method: init?.method === 'POST' ? 'POST' : 'GET',
        accept: headers.get('accept') ?? 'application/json',
        headers: Object.fromEntries(headers),
        signal: init?.signal ?? NEVER,
        ...(init?.body != null && { body: bodyOf(init.body) }),
      })
      const { status } = answer
      const body = BODILESS.has(status) ? null : new Uint8Array(answer.body)
      return new Response(body, { status, headers: plain(answer.headers) })
    } catch (error) {
      throw asFailedFetch(error, url.host)
    }
  }
}

/** Not every refusal says by itself whom it is about. */
function asFailedFetch(error: unknown, host: string): TypeError {
  const isNamed = messageOf(error).includes(host.replace(/:\d+$/, ''))
  const cause = isAppError(error) && !isNamed ? new AppError(error.code, `${host}: ${error.message}`) : error
  return new TypeError(messageOf(cause), { cause })
}

const NEVER = new AbortController().signal

/** It has been unpacked and measured. */
function plain(headers: Readonly<Record<string, string>>): Record<string, string> {
  const gone = new Set(['content-encoding', 'content-length', 'transfer-encoding', 'set-cookie'])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !gone.has(name)))
}

function bodyOf(body: BodyInit): string {
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return body.toString()
  throw new TypeError('Requests to authorization servers carry texts')
}
