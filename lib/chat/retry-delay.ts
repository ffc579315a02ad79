import 'server-only'
import { APICallError } from 'ai'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'

/** Asked at most so often for one round. */
export const MAX_TRIES = 4
/** One that can't be reached at all, or hangs up before a word, is asked once more: a restart, a lost packet. */
const MAX_TRIES_UNREACHABLE = 2
/** A provider that wants more patience than this gets none: a person decides. */
const MAX_WAIT_MS = 60_000
const BACKOFF = { firstDelayMs: 2_000, maxDelayMs: 20_000 }

/** An account that has run out does not fill by waiting. */
const NO_CREDIT = /insufficient_quota|exceeded your current quota|billing/i
/** How providers say within a stream what else is a 429 or a 5xx; there are no numbers for it there. */
const BUSY =
  /overloaded|rate.?limit|too many requests|server.?error|internal.error|unavailable|temporar|try again|timed? ?out/i
/** How a connection ends that somebody else has cut. */
const CUT = /^(?:terminated|other side closed|socket hang up|aborted)$|without a finish reason/i
const CUT_CODES = /^(?:ECONNRESET|EPIPE|ECONNREFUSED|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_BODY_TIMEOUT)$/

/** Milliseconds until a provider is asked again after its error, of which nothing was shown; undefined when it is not. */
export function retryDelay(
  error: unknown,
  tries: number,
  { random, clock }: { random: () => number; clock: Clock },
): number | undefined {
  const kind = kindOf(error)
  if (kind === undefined || NO_CREDIT.test(wordsOf(error))) return undefined
  if (tries >= (kind === 'unreachable' ? MAX_TRIES_UNREACHABLE : MAX_TRIES)) return undefined
  const asked = APICallError.isInstance(error)
    ? retryAfterMs(error.responseHeaders ?? {}, clock.now())
    : undefined
  if (asked === undefined) return backoffDelayMs(BACKOFF, tries, random)
  return asked > MAX_WAIT_MS ? undefined : asked
}

/** What a stream says of its failure: an error, or the provider's own object. */
export function asError(said: unknown): Error {
  if (said instanceof Error) return said
  const message = messageIn(said)
  return new Error(message ?? 'The provider broke the answer off without saying why', { cause: said })
}

function kindOf(error: unknown): 'busy' | 'unreachable' | undefined {
  if (APICallError.isInstance(error)) {
    if (!error.isRetryable) return undefined
    return error.statusCode === undefined ? 'unreachable' : 'busy'
  }
  if (!(error instanceof Error) || error.name === 'AbortError' || error.name === 'TimeoutError')
    return undefined
  if (CUT.test(error.message) || codesOf(error).some((code) => CUT_CODES.test(code))) return 'unreachable'
  const status = statusIn(error) ?? statusIn(error.cause)
  if (status !== undefined) return status === 408 || status === 429 || status >= 500 ? 'busy' : undefined
  // Only what a provider says of itself; an error of ours that speaks of time is not to be waited for.
  return isSaid(error) && BUSY.test(wordsOf(error)) ? 'busy' : undefined
}

/** Whether the error carries a provider's words, rather than a program's. */
function isSaid(error: Error): boolean {
  return error.name.startsWith('AI_') || isObject(error.cause)
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const { cause } = error
  const kinds = isObject(cause) ? [cause.type, cause.code] : []
  const body = APICallError.isInstance(error) ? error.responseBody : undefined
  return [error.message, body, ...kinds].filter((word) => typeof word === 'string').join(' ')
}

function codesOf(error: Error): string[] {
  const codes: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') codes.push(at.code)
  }
  return codes
}

/** The HTTP status that an object names, as providers write it into a stream. */
function statusIn(said: unknown): number | undefined {
  if (!isObject(said)) return undefined
  return [said.statusCode, said.status, said.code]
    .map(Number)
    .find((status) => Number.isInteger(status) && status >= 400 && status < 600)
}

function messageIn(said: unknown): string | undefined {
  if (typeof said === 'string') return said
  if (!isObject(said)) return undefined
  return typeof said.message === 'string' ? said.message : messageIn(said.error)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Seconds or a date; some providers add one in milliseconds. */
function retryAfterMs(headers: Record<string, string>, now: number): number | undefined {
  const exact = Number.parseFloat(headers['retry-after-ms'] ?? '')
  if (exact >= 0) return exact
  const header = headers['retry-after']
  if (header === undefined) return undefined
  const seconds = /^\s*\d+(?:\.\d+)?\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1_000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1_000)
}
