import 'server-only'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import { backoffDelayMs } from '@/lib/kit/backoff'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { SingleFlight } from '@/lib/kit/single-flight'
import { type Reach, withAuthFetch } from './auth-fetch'
import { type AuthTrouble, authTrouble } from './auth-trouble'
import type { AuthorizationBook, Held } from './authorization-book'
import type { AuthorizationStore } from './authorization-store'
import { type AuthorizationRecord, bindingOf } from './record'
import { refusal } from './refusal'
import { type Hints, refreshTokens, requestClientTokens } from './token-requests'

/** Longer than the request for which it is held may take; after it a replica that died holds up nobody. */
const LEASE_MS = 30_000
const LOOK_AGAIN_MS = 150
/** Between questions to an authorization server that does not answer, whoever asks for it. */
const PAUSE = { firstDelayMs: 2_000, maxDelayMs: 60_000 }

export interface RenewalOptions {
  book: AuthorizationBook
  store: AuthorizationStore
  clock: Clock
  logger: Logger
  reach: Reach
  random: () => number
}

interface Pause {
  failures: number
  until: number
  message: string
}

export interface Ask {
  hints: Hints
  /** Beyond those that it has, for client credentials. */
  scopes?: readonly string[]
}

/** Gets new tokens for old ones: one request at a time for a server, over all replicas, and none too often. */
export class Renewals {
  readonly #running = new SingleFlight<string, Held>()
  readonly #pauses = new Map<string, Pause>()
  readonly #holder = randomUUID()

  constructor(private readonly options: RenewalOptions) {}

  /** Why the authorization server gives no tokens just now. */
  troubleOf(name: string): string | undefined {
    return this.#pauses.get(name)?.message
  }

  /** A person has done something about it: ask at once. */
  hurry(name: string): void {
    this.#pauses.delete(name)
  }

  /** Whether asking now would come too soon after it failed. */
  isPaused(name: string): boolean {
    return (this.#pauses.get(name)?.until ?? 0) > this.options.clock.now()
  }

  /**
   * Tokens that are newer than those of `old`: ours, or those that another replica has got meanwhile. Rejects with an
   * AppError of `refusal.ts`.
   */
  renew(name: string, endpoint: RemoteEndpoint, old: Held | undefined, ask: Ask): Promise<Held> {
    return this.#running.run(name, () => this.#renew(name, endpoint, old, ask))
  }

  async #renew(name: string, endpoint: RemoteEndpoint, old: Held | undefined, ask: Ask): Promise<Held> {
    const known = this.options.book.get(name, bindingOf(endpoint))
    if (known?.record.tokens && known.record.tokens.access !== old?.record.tokens?.access) return known
    if (this.isPaused(name)) throw this.#unavailable(name)
    return endpoint.auth?.kind === 'client-credentials'
      ? this.#byClient(name, endpoint, known, ask)
      : this.#byRefresh(name, endpoint, known)
  }

  async #byRefresh(name: string, endpoint: RemoteEndpoint, held: Held | undefined): Promise<Held> {
    const { book, store, clock } = this.options
    const refresh = held?.record.tokens?.refresh
    if (!held || !refresh) throw this.#signedOut(name, held?.record)
    const lease = { revision: held.revision, holder: this.#holder, forMs: LEASE_MS }
    if (!(await store.lease(name, lease))) return this.#byOther(name, endpoint, held)
    const { record } = held
    const tokens = await withAuthFetch(endpoint, this.options.reach, (fetch) =>
      refreshTokens(record, endpoint, { refresh, fetch, now: clock.now() }),
    ).catch(async (error: unknown) => {
      const secrets = [refresh, record.tokens?.access, record.registration.client.client_secret]
      const trouble = authTrouble(error, hostOf(record.server.url), [...secrets, endpoint.auth?.clientSecret])
      if (trouble.kind === 'unavailable') {
        await store.release(name, this.#holder)
        throw this.#pause(name, trouble)
      }
      await this.#end(name, held, trouble)
      throw this.#signedOut(name, { ...record, ended: trouble.message })
    })
    this.#pauses.delete(name)
    const renewed = await book.keep(name, { ...record, tokens, error: null }, held)
    // Whoever signed in or out meanwhile knows better; these tokens are then nobody's.
    return renewed ?? this.#current(name, endpoint)
  }

  /** Another replica renews them: what it gets is ours too. */
  async #byOther(name: string, endpoint: RemoteEndpoint, old: Held): Promise<Held> {
    const giveUpAt = performance.now() + LEASE_MS
    while (performance.now() < giveUpAt) {
      const now = await this.options.book.reload(name)
      if (now?.revision !== old.revision) return this.#current(name, endpoint)
      await delay(LOOK_AGAIN_MS)
      const lease = { revision: old.revision, holder: this.#holder, forMs: LEASE_MS }
      if (await this.options.store.lease(name, lease)) {
        await this.options.store.release(name, this.#holder)
        // It did not get any, and it is not known why.
        throw refusal('unavailable', `Another replica could not renew the sign-in of ${name} just now`)
      }
    }
    throw refusal(
      'unavailable',
      `Another replica is renewing the sign-in of ${name} and does not come to an end`,
    )
  }

  #current(name: string, endpoint: RemoteEndpoint): Held {
    const held = this.options.book.get(name, bindingOf(endpoint))
    if (held?.record.tokens) return held
    throw this.#signedOut(name, held?.record)
  }

  async #byClient(
    name: string,
    endpoint: RemoteEndpoint,
    held: Held | undefined,
    { hints, scopes = [] }: Ask,
  ): Promise<Held> {
    const { book, clock, reach } = this.options
    const { auth } = endpoint
    if (auth?.kind !== 'client-credentials') throw this.#signedOut(name, held?.record)
    const asked = [
      ...new Set([...auth.scopes, ...(held?.record.wanted ?? []), ...(hints.scopes ?? []), ...scopes]),
    ]
    const { server, tokens } = await withAuthFetch(endpoint, reach, (fetch) =>
      requestClientTokens(endpoint, auth, {
        ...{ scopes: asked, hints, fetch, now: clock.now() },
        expectedIssuer: auth.issuer ?? held?.record.server.issuer,
      }),
    ).catch((error: unknown) => {
      const where = hostOf(auth.tokenEndpoint ?? auth.issuer ?? held?.record.server.url ?? endpoint.url)
      const trouble = authTrouble(error, where, [auth.clientSecret, auth.privateKey])
      // Nobody is there to sign in: what was refused may be granted when somebody has changed it there.
      const failure = this.#pause(name, trouble)
      throw trouble.kind === 'unavailable'
        ? failure
        : refusal('signed-out', `${name} is not let in: ${trouble.message}.`)
    })
    this.#pauses.delete(name)
    const record: AuthorizationRecord = {
      binding: bindingOf(endpoint),
      grant: 'client-credentials',
      server,
      registration: { kind: 'pre-registered', client: { client_id: auth.clientId }, redirectUri: null },
      tokens,
      ended: null,
      error: null,
      wanted: held?.record.wanted ?? [],
    }
    return (await book.put(name, () => record)) ?? this.#current(name, endpoint)
  }

  async #end(name: string, held: Held, { kind, message }: AuthTrouble): Promise<void> {
    const { record } = held
    // A client that is not known there any more has to be registered anew.
    const registration =
      kind === 'client' ? { ...record.registration, redirectUri: null } : record.registration
    // The next sign-in asks for what this one had.
    const wanted = [...new Set([...record.wanted, ...(record.tokens?.scopes ?? [])])]
    const ended = { ...record, registration, tokens: null, ended: message, wanted }
    await this.options.book.save(name, ended, held)
    this.options.logger.warn({ server: name }, `The sign-in has ended: ${message}`)
  }

  #signedOut(name: string, record: AuthorizationRecord | undefined): Error {
    const why = record?.ended == null ? '' : `: ${record.ended}`
    return refusal('signed-out', `The sign-in at ${name} has ended${why}. Sign in again on its page.`)
  }

  #pause(name: string, { message }: AuthTrouble): Error {
    const { clock, random, logger } = this.options
    const failures = (this.#pauses.get(name)?.failures ?? 0) + 1
    const until = clock.now() + backoffDelayMs(PAUSE, failures, random)
    this.#pauses.set(name, { failures, until, message })
    logger.warn({ server: name, failures }, `The authorization server gives no token: ${message}`)
    return this.#unavailable(name)
  }

  #unavailable(name: string): Error {
    const pause = this.#pauses.get(name)
    const seconds = Math.max(1, Math.ceil(((pause?.until ?? 0) - this.options.clock.now()) / 1_000))
    const reason = pause?.message ?? 'it does not answer'
    return refusal(
      'unavailable',
      `The token for ${name} can’t be renewed: ${reason}. It is asked again in ${seconds} s at the earliest; nothing is lost.`,
    )
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
