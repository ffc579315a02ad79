import 'server-only'
import type { Authorization } from '@/lib/domain/authorization'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import { AppError, isAppError } from '@/lib/kit/app-error'
import type { Authorize } from './access'
import { withAuthFetch } from './auth-fetch'
import { type AuthTrouble, authTrouble } from './auth-trouble'
import { AuthorizationBook } from './authorization-book'
import type { AuthorizationsOptions } from './authorizations-options'
import { Challenges } from './challenges'
import { CALLBACK_PATH, clientMetadataDocument } from './client-metadata'
import { findChallenge } from './find-challenge'
import { bindingOf, viewOf } from './record'
import { Renewals } from './renewals'
import { revokeAll } from './revoke-all'
import { ServerAccess } from './server-access'
import { beginSignIn, type CallbackQuery, digest, finishSignIn, pendingSchema } from './sign-in'

/** A person must have signed in within this. */
const SIGN_IN_LIMIT_MS = 10 * 60_000
const KEEP_ORPHANS_MS = 7 * 86_400_000

export interface Begin {
  /** Empty for what it needs. */
  scopes: readonly string[]
  /** What the browser calls us, checked: `https://portolan.example.com`. Asked where a browser is needed. */
  origin: () => string
  /** What only this browser knows. */
  browser: string
}

/** How Portolan is let in to remote servers: signing in and out, and the tokens that their requests carry. */
export class Authorizations {
  readonly #book: AuthorizationBook
  readonly #renewals: Renewals
  readonly #challenges = new Challenges()
  /** Sign-ins that were begun with the client of an earlier one, and did not come back yet. */
  readonly #begun = new Set<string>()
  #unsubscribe: (() => void) | undefined

  constructor(private readonly options: AuthorizationsOptions) {
    const { store, bus, clock, logger, reach, random } = options
    this.#book = new AuthorizationBook({ store, bus, clock, logger })
    this.#renewals = new Renewals({ book: this.#book, store, clock, logger, reach, random })
  }

  async start(): Promise<void> {
    this.#unsubscribe ??= this.options.bus.subscribe((event) => {
      if (event.kind === 'server-changed') this.#serverChanged(event.name)
      if (event.kind === 'server-removed') this.#serverGone(event.name, event.source)
    })
    await this.#book.start()
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
    await this.#book.stop()
  }

  readonly authorize: Authorize = (name, endpoint) =>
    new ServerAccess(name, endpoint, {
      book: this.#book,
      renewals: this.#renewals,
      challenges: this.#challenges,
      clock: this.options.clock,
    })

  /** Who we are to authorization servers that read it at our address; undefined where they could not. */
  clientMetadata() {
    const { publicUrl, version } = this.options
    return publicUrl?.startsWith('https://') ? clientMetadataDocument(publicUrl, version) : undefined
  }

  /** Forgets sign-ins that nobody came back from, and authorizations of servers that are not there for a week. */
  prune(): Promise<number> {
    const { store, servers, clock } = this.options
    return store.prune((name) => servers.get(name) !== undefined, new Date(clock.now() - KEEP_ORPHANS_MS))
  }

  view(name: string): Authorization {
    const endpoint = this.#remoteOf(name)
    const binding = bindingOf(endpoint)
    const { asked, failure } = this.#challenges.get(name, binding)
    const record = this.#book.get(name, binding)?.record
    return viewOf(record, {
      // A sign-in that failed beside one that holds was told to whoever tried it.
      trouble: this.#renewals.troubleOf(name) ?? (record?.tokens ? undefined : failure),
      wanted: asked?.scopes ?? [],
    })
  }

  /** The address that a person opens, or null: Portolan has got its token by itself. */
  async begin(name: string, { scopes, origin, browser }: Begin): Promise<{ url: string | null }> {
    const endpoint = this.#remoteOf(name)
    const binding = bindingOf(endpoint)
    const held = this.#book.get(name, binding)
    this.#renewals.hurry(name)
    if (endpoint.auth?.kind === 'client-credentials') {
      const { asked } = this.#challenges.get(name, binding)
      const hints = { resourceMetadataUrl: asked?.resourceMetadataUrl, scopes: asked?.scopes }
      await this.#renewals.renew(name, endpoint, held, { hints, scopes })
      return { url: null }
    }
    const { version, store } = this.options
    const redirectUri = origin() + CALLBACK_PATH
    const isAgain = this.#begun.has(name)
    const begun = await this.#asking(name, endpoint, async (fetch) => {
      const asked = this.#challenges.get(name, binding).asked ?? (await findChallenge(endpoint, fetch))
      return beginSignIn({
        ...{ name, endpoint, browser, version, fetch },
        // A client that nobody came back with may not be known there any more.
        known: isAgain ? undefined : held?.record,
        scopes: scopes.length > 0 ? scopes : this.#scopesFor(endpoint, held?.record, asked.scopes),
        resourceMetadataUrl: asked.resourceMetadataUrl,
        redirectUri,
        clientMetadataUrl: this.clientMetadata()?.client_id,
      })
    })
    await store.keepSignIn(digest(begun.state), JSON.stringify(begun.pending), SIGN_IN_LIMIT_MS)
    if (held) this.#begun.add(name)
    return { url: begun.url.href }
  }

  /**
   * The browser is back. Answers with the server's name; rejects with an AppError whose details name it too (`server`), if it
   * is known.
   */
  async finish(
    { state, ...query }: CallbackQuery & { state?: string | undefined },
    browser: string | undefined,
  ): Promise<string> {
    const { store, clock } = this.options
    const body = state === undefined ? undefined : await store.takeSignIn(digest(state))
    if (body === undefined) throw new AppError('bad-input', UNKNOWN)
    const pending = pendingSchema.parse(JSON.parse(body))
    const { name } = pending
    if (browser === undefined || digest(browser) !== pending.browser)
      throw new AppError('forbidden', OTHER_BROWSER, { details: { server: name } })
    const endpoint = this.#remoteOf(name)
    if (bindingOf(endpoint) !== pending.binding)
      throw new AppError('bad-input', CHANGED, { details: { server: name } })
    this.#begun.delete(name)
    const record = await this.#asking(
      name,
      endpoint,
      (fetch) => finishSignIn(pending, query, { endpoint, fetch, now: clock.now() }),
      [query.code, pending.verifier, state],
    )
    this.#challenges.forget(name)
    this.#renewals.hurry(name)
    await this.#book.put(name, () => record)
    this.options.logger.info({ server: name, issuer: record.server.issuer }, 'Signed in')
    return name
  }

  /** Forgets the tokens, then tells the authorization server; where it can't be told, the answer says so. */
  async signOut(name: string): Promise<Authorization> {
    const endpoint = this.#remoteOf(name)
    const held = this.#book.get(name, bindingOf(endpoint))
    this.#renewals.hurry(name)
    this.#challenges.forget(name)
    if (!held) return this.view(name)
    const nothing = { tokens: null, ended: null, error: null, wanted: [] }
    await this.#book.put(name, (before) => before && { ...before.record, ...nothing })
    const error = await revokeAll(held.record, endpoint, this.options.reach)
    if (error !== undefined) await this.#book.put(name, (before) => before && { ...before.record, error })
    this.options.logger.info({ server: name }, error ?? 'Signed out')
    return this.view(name)
  }

  /** What was had, what is declared, and what the server wants beyond. */
  #scopesFor(
    { auth }: RemoteEndpoint,
    record: { tokens: { scopes: string[] } | null; wanted: string[] } | undefined,
    asked: readonly string[],
  ): string[] {
    const had = record?.tokens?.scopes ?? []
    return [...new Set([...(auth?.scopes ?? []), ...asked, ...(record?.wanted ?? []), ...had])]
  }

  /** Runs a part of a sign-in; its failure becomes an AppError, and is shown on the server's page. */
  async #asking<T>(
    name: string,
    endpoint: RemoteEndpoint,
    work: Parameters<typeof withAuthFetch<T>>[2],
    secrets: readonly (string | undefined)[] = [],
  ): Promise<T> {
    try {
      return await withAuthFetch(endpoint, this.options.reach, work)
    } catch (error) {
      if (isAppError(error) && error.code === 'database-unavailable') throw error
      const trouble = authTrouble(error, new URL(endpoint.url).host, [
        ...secrets,
        endpoint.auth?.clientSecret,
      ])
      this.#challenges.add(name, bindingOf(endpoint), { failure: trouble.message })
      throw new AppError(codeOf(trouble), `The sign-in at ${name} failed: ${trouble.message}.`, {
        details: { server: name },
      })
    }
  }

  #remoteOf(name: string): RemoteEndpoint {
    const server = this.options.servers.get(name)
    if (!server) throw new AppError('not-found', `There is no server named ${name}`)
    const { endpoint } = server.spec
    if (endpoint.kind === 'remote' && URL.canParse(endpoint.url)) return endpoint
    throw new AppError('bad-input', `${name} is no remote server, so there is nowhere to sign in`)
  }

  #serverGone(name: string, source: string): void {
    // What is discovered may come back as it was; whoever removes a server by hand means it.
    if (source === 'manual') this.#forget(name)
    else this.#challenges.forget(name)
  }

  #serverChanged(name: string): void {
    const held = this.#book.peek(name)
    const server = this.options.servers.get(name)
    // Without its variables, an address is none.
    if (!held || !server || server.blocked !== undefined) return
    const { endpoint } = server.spec
    const isSame = endpoint.kind === 'remote' && bindingOf(endpoint) === held.record.binding
    if (!isSame) this.#forget(name)
  }

  #forget(name: string): void {
    const record = this.#book.peek(name)?.record
    this.#challenges.forget(name)
    this.#renewals.hurry(name)
    if (!record) return
    const forgotten = this.#book.forget(name).then(async (isOurs) => {
      if (isOurs) await revokeAll(record, undefined, this.options.reach)
    })
    forgotten.catch((error: unknown) =>
      this.options.logger.warn({ err: error, server: name }, 'Could not forget an authorization'),
    )
  }
}

const UNKNOWN =
  'This sign-in is not known here: it was finished already, took longer than ten minutes, or was never begun. Begin it again.'
const OTHER_BROWSER =
  'This sign-in was begun in another browser, so it was not finished. Begin it again in this one.'
const CHANGED = 'The server was changed since this sign-in was begun. Begin it again.'

function codeOf({ kind }: AuthTrouble): 'unreachable' | 'not-configured' | 'call-failed' {
  if (kind === 'unavailable') return 'unreachable'
  return kind === 'client' ? 'not-configured' : 'call-failed'
}
