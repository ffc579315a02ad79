import 'server-only'
import { type AddressRule, refusalOfHost } from '@/lib/kit/address-rules'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { type GuardedAnswer, GuardedFetch } from '@/lib/kit/guarded-fetch'
import type { StoredWebhook } from '@/lib/store/webhooks'
import type { Answered } from './after-attempt'
import { bodyOf, type Notice } from './body'
import { signatureOf } from './signature'

const LIMIT_MS = 10_000
/** Of what a receiver answers; no more than the first piece is read. */
const MAX_BYTES = 1_048_576
const SHOWN_CHARACTERS = 200

export interface SenderOptions {
  /** Which addresses may be reached. */
  rule: AddressRule
  clock: Clock
  version: string
  /** Under which people find this Portolan. */
  origin?: string | undefined
  limitMs?: number
}

type Target = Pick<StoredWebhook, 'url' | 'secret' | 'format'>

/** Makes one attempt to tell a receiver, within limits, at addresses that are allowed. */
export class Sender {
  readonly #fetch: GuardedFetch

  constructor(private readonly options: SenderOptions) {
    const { rule, limitMs = LIMIT_MS } = options
    this.#fetch = new GuardedFetch({ rule, limitMs, maxBytes: MAX_BYTES, refuseRedirects: true })
  }

  /** Throws `forbidden` for an address that can be told without asking DNS to be out of bounds. */
  assertAllowed(url: string): void {
    const { hostname } = new URL(url)
    if (refusalOfHost(hostname, this.options.rule)) throw new AppError('forbidden', outOfBounds(hostname))
  }

  /** Throws the signal's reason when it aborts; everything else is an answer. */
  async send(target: Target, notice: Notice, attempt: number, signal: AbortSignal): Promise<Answered> {
    const startedAt = performance.now()
    const url = new URL(target.url)
    const body = bodyOf(notice, target.format, this.options.origin)
    const tookMs = () => Math.round((performance.now() - startedAt) * 10) / 10
    try {
      const answer = await this.#fetch.fetch(url, {
        method: 'POST',
        accept: '*/*',
        headers: {
          'content-type': 'application/json',
          'user-agent': `portolan/${this.options.version}`,
          'portolan-event': notice.event.kind,
          'portolan-delivery': notice.id,
          'portolan-attempt': String(attempt),
          'portolan-signature': signatureOf(body, { secret: target.secret, atMs: this.options.clock.now() }),
        },
        body,
        signal,
        isEnough: () => true,
      })
      return { ...this.#judge(answer, target), durationMs: tookMs() }
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const isForbidden = isAppError(error) && error.code === 'forbidden'
      const reason = isForbidden ? outOfBounds(url.hostname) : withoutSecrets(messageOf(error), target)
      return { isDelivered: false, status: null, error: reason, durationMs: tookMs(), retryAfterMs: null }
    }
  }

  close(): Promise<void> {
    return this.#fetch.close()
  }

  #judge({ status, headers, body }: GuardedAnswer, target: Target): Omit<Answered, 'durationMs'> {
    const isDelivered = status >= 200 && status < 300
    if (isDelivered) return { isDelivered, status, error: null, retryAfterMs: null }
    const retryAfterMs = waitAskedFor(headers['retry-after'], this.options.clock.now())
    const isRedirect = status >= 300 && status < 400
    const said = withoutSecrets(firstLine(body), target)
    const error = isRedirect
      ? `It answered ${status}, a redirect, which is not followed: name the address that it leads to`
      : `It answered ${status}${said && `: ${said}`}`
    return { isDelivered, status, error, retryAfterMs }
  }
}

function outOfBounds(host: string): string {
  return (
    `${host} is not a public address. An administrator can let Portolan reach it: ` +
    'list it in PORTOLAN_PRIVATE_ADDRESSES'
  )
}

function firstLine(body: Buffer): string {
  // eslint-disable-next-line no-control-regex -- what a terminal or a page might act on
  const text = body.toString('utf8').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
  return text.trim().split('\n')[0]?.slice(0, SHOWN_CHARACTERS).trim() ?? ''
}

/** A receiver may echo what it was sent. */
function withoutSecrets(text: string, { url, secret }: Target): string {
  const { pathname, search, username, password } = new URL(url)
  const secrets = [secret, `${pathname}${search}`, pathname, search, username, password]
  return secrets
    .filter((each) => each.length > 3)
    .reduce((masked, each) => masked.replaceAll(each, '••••'), text)
}

/** Seconds, or a date (RFC 9110, 10.2.3); null where there is none, or none that is understood. */
function waitAskedFor(value: string | undefined, now: number): number | null {
  if (value === undefined) return null
  const seconds = /^\d{1,9}$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1_000
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null
}
