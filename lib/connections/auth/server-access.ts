import 'server-only'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import type { Clock } from '@/lib/kit/clock'
import type { Access, Refused } from './access'
import type { AuthorizationBook, Held } from './authorization-book'
import { type Challenge, type Challenges, readChallenge } from './challenges'
import { bindingOf, type Tokens } from './record'
import { refusal, refusalKindOf } from './refusal'
import type { Renewals } from './renewals'
import type { Hints } from './token-requests'

/** A token that ends within this, or within a fifth of its life, is renewed before it is used. */
const MARGIN_MS = 60_000
/** Because a server refused the one before: a server that refuses them all would have the other asked for ever. */
const MAX_RENEWALS = 3
const A_WHILE_MS = 60_000

export interface AccessParts {
  book: AuthorizationBook
  renewals: Renewals
  challenges: Challenges
  clock: Clock
}

/** Lets the requests to one server in: with the token that is held, renewed in time, and once more when it is refused. */
export class ServerAccess implements Access {
  readonly #binding: string

  constructor(
    private readonly name: string,
    private readonly endpoint: RemoteEndpoint,
    private readonly parts: AccessParts,
  ) {
    this.#binding = bindingOf(endpoint)
  }

  async headers(): Promise<Record<string, string>> {
    const held = this.#held
    const tokens = held?.record.tokens
    if (!tokens) return this.#isOurOwn ? bearer(await this.#renew(held)) : {}
    const now = this.parts.clock.now()
    if (!isDue(tokens, now) || !this.#canRenew(tokens)) return bearer(tokens)
    const isOver = tokens.expiresAt !== null && tokens.expiresAt <= now
    if (!isOver && this.parts.renewals.isPaused(this.name)) return bearer(tokens)
    try {
      return bearer(await this.#renew(held))
    } catch (error) {
      if (isOver || refusalKindOf(error) === 'signed-out') throw error
      // It still holds for a moment, and the authorization server may be back by then.
      return bearer(tokens)
    }
  }

  async refused({ status, challenge, sent }: Refused): Promise<boolean> {
    const said = readChallenge(challenge)
    return status === 401 ? this.#unauthorized(said, sent) : this.#forbidden(said)
  }

  async #unauthorized(said: Challenge, sent: Refused['sent']): Promise<boolean> {
    const { challenges, book } = this.parts
    challenges.add(this.name, this.#binding, { asked: said })
    const used = sent['authorization']
    if (used === undefined) {
      const ended = this.#held?.record.ended
      if (ended == null) return this.#held?.record.tokens != null
      throw this.#signedOut(ended)
    }
    // Another replica may have renewed or revoked it.
    const held = bearerOf(this.#held) === used ? await book.reload(this.name) : this.#held
    const tokens = held?.record.binding === this.#binding ? held.record.tokens : undefined
    if (!held || !tokens) throw this.#signedOut(held?.record.ended ?? null)
    if (bearerOf(held) !== used) return true
    const lately = this.#renewedLately()
    if (lately.length >= MAX_RENEWALS)
      throw refusal('signed-out', `${this.name} refuses every token that is issued for it (HTTP 401).`)
    if (!this.#canRenew(tokens)) {
      await this.#end(held)
      throw this.#signedOut('the server does not take the token any more, and there is none to renew it with')
    }
    await this.#renew(held)
    challenges.add(this.name, this.#binding, { renewals: [...lately, this.parts.clock.now()] })
    return true
  }

  async #forbidden(said: Challenge): Promise<boolean> {
    if (said.error !== 'insufficient_scope') return false
    const held = this.#held
    const tokens = held?.record.tokens
    const lacking = said.scopes.filter((scope) => !tokens?.scopes.includes(scope))
    await this.#want(said.scopes)
    if (this.#isOurOwn && lacking.length > 0) {
      const renewed = await this.#renew(held, said.scopes)
      if (lacking.every((scope) => renewed.scopes.includes(scope))) return true
    }
    const names = said.scopes.length > 0 ? `: ${said.scopes.join(', ')}` : ''
    const advice = this.#isOurOwn
      ? 'Its authorization server does not grant them to this client.'
      : 'Sign in again on its page to grant them.'
    throw refusal('more-scopes', `${this.name} asks for more rights${names}. ${advice}`, said.scopes)
  }

  #renewedLately(): number[] {
    const { challenges, clock } = this.parts
    const { renewals = [] } = challenges.get(this.name, this.#binding)
    return renewals.filter((at) => at > clock.now() - A_WHILE_MS)
  }

  get #held(): Held | undefined {
    return this.parts.book.get(this.name, this.#binding)
  }

  /** Whether Portolan signs in by itself. */
  get #isOurOwn(): boolean {
    return this.endpoint.auth?.kind === 'client-credentials'
  }

  #canRenew({ refresh }: Tokens): boolean {
    return refresh !== null || this.#isOurOwn
  }

  async #renew(old: Held | undefined, scopes: readonly string[] = []): Promise<Tokens> {
    const { asked } = this.parts.challenges.get(this.name, this.#binding)
    const hints: Hints = { resourceMetadataUrl: asked?.resourceMetadataUrl, scopes: asked?.scopes }
    const { record } = await this.parts.renewals.renew(this.name, this.endpoint, old, { hints, scopes })
    if (record.tokens) return record.tokens
    throw this.#signedOut(record.ended)
  }

  /** Kept, as whoever signs in next may do so at another replica. */
  async #want(scopes: readonly string[]): Promise<void> {
    await this.parts.book.put(this.name, (before) => {
      if (before?.record.binding !== this.#binding) return undefined
      const wanted = [...new Set([...before.record.wanted, ...scopes])].slice(0, 100)
      return wanted.length === before.record.wanted.length ? undefined : { ...before.record, wanted }
    })
  }

  async #end(held: Held): Promise<void> {
    const ended = 'The server does not take the token any more, and there is none to renew it with'
    await this.parts.book.save(this.name, { ...held.record, tokens: null, ended }, held)
  }

  #signedOut(why: string | null): Error {
    const reason = why === null ? '' : `: ${why}`
    return refusal('signed-out', `The sign-in at ${this.name} has ended${reason}. Sign in again on its page.`)
  }
}

function isDue({ expiresAt, obtainedAt }: Tokens, now: number): boolean {
  if (expiresAt === null) return false
  return now >= expiresAt - Math.min(MARGIN_MS, (expiresAt - obtainedAt) / 5)
}

function bearer({ access }: Tokens | { access: string }): Record<string, string> {
  return { authorization: `Bearer ${access}` }
}

function bearerOf(held: Held | undefined): string | undefined {
  const tokens = held?.record.tokens
  return tokens ? bearer(tokens)['authorization'] : undefined
}
