import 'server-only'
import { kindOfAddress } from '@/lib/kit/address-kind'
import type { AddressRule } from '@/lib/kit/address-rules'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline } from '@/lib/kit/deadline'
import { GuardedFetch } from '@/lib/kit/guarded-fetch'
import { pause } from '@/lib/kit/pause'
import { isPassing, refusalError } from './provider-error'
import { delayBeforeRetry, retryAfterMs } from './retry-after'

export interface Place {
  baseUrl: string
  apiKey?: string | undefined
}

export interface AskOptions {
  /** Of one try. */
  limitMs: number
  /** After the first. */
  retries: number
  signal: AbortSignal
}

const BACKOFF = { firstDelayMs: 500, maxDelayMs: 20_000 }
const MAX_ANSWER_BYTES = 64_000_000
const LONGEST_MS = 300_000

/**
 * Where clouds keep their machines' credentials no model answers; all else is the choice of whoever may set a model,
 * as with the model that answers questions.
 */
const anywhereButLinkLocal: AddressRule = (address) => {
  const kind = kindOfAddress(address)
  return kind === 'a link-local address' ? kind : undefined
}

/** Asks a provider in JSON: within limits, again when it is busy or away, with errors that a person can act on. */
export class ProviderClient {
  readonly #fetch = new GuardedFetch({
    rule: anywhereButLinkLocal,
    limitMs: LONGEST_MS,
    maxBytes: MAX_ANSWER_BYTES,
  })

  constructor(
    private readonly place: Place,
    private readonly options: { clock: Clock; random: () => number; what: string },
  ) {}

  get host(): string {
    return new URL(this.place.baseUrl).host
  }

  /** Answers with what was parsed of the body. Throws AppErrors; the key is in none of them. */
  async post(path: string, body: unknown, { limitMs, retries, signal }: AskOptions): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(path, body, { limitMs, signal })
      } catch (error) {
        if (signal.aborted || attempt > retries || !isPassing(error)) throw error
        const asked = error instanceof AppError ? error.details?.['retryAfterMs'] : undefined
        const { clock, random } = this.options
        const wait = { attempt, asked: typeof asked === 'number' ? asked : undefined, random }
        await pause(clock, delayBeforeRetry(BACKOFF, wait), signal)
        signal.throwIfAborted()
      }
    }
  }

  close(): Promise<void> {
    return this.#fetch.close()
  }

  async #once(
    path: string,
    body: unknown,
    { limitMs, signal }: Omit<AskOptions, 'retries'>,
  ): Promise<unknown> {
    using limit = deadline(signal, limitMs, this.host)
    const { baseUrl, apiKey } = this.place
    const answer = await this.#fetch.fetch(new URL(`${baseUrl.replace(/\/+$/, '')}/${path}`), {
      method: 'POST',
      accept: 'application/json',
      headers: {
        'content-type': 'application/json',
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify(body),
      signal: limit,
    })
    const text = answer.body.toString('utf8')
    if (answer.status < 200 || answer.status > 299) throw this.#refusal(answer, text)
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new AppError(
        'protocol-error',
        `${this.host} did not answer in JSON. Is the base URL that of its API, usually ending in /v1?`,
        { cause },
      )
    }
  }

  #refusal(answer: { status: number; headers: Readonly<Record<string, string>> }, body: string): AppError {
    const { what, clock } = this.options
    const { status } = answer
    const secrets = this.place.apiKey === undefined ? [] : [this.place.apiKey]
    const error = refusalError({ host: this.host, status, body, secrets, what })
    const asked = retryAfterMs(answer.headers['retry-after'], clock.now())
    if (asked === undefined) return error
    return new AppError(error.code, error.message, { details: { status, retryAfterMs: asked } })
  }
}
