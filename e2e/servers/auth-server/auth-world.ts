import { Authorizations } from '@/lib/connections/auth/authorizations'
import type { AuthorizationsOptions } from '@/lib/connections/auth/authorizations-options'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { followSignIns } from '@/lib/runtime/compose-authorizations'
import { PoolHarness } from '../pool-harness'
import { AuthServer } from './auth-server'
import { MemoryStore } from './memory-store'
import { ProtectedServer, type ProtectedOptions } from './protected-server'

export const ORIGIN = 'http://localhost:8080'
export const BROWSER = 'a-browser'

/** A pool with sign-ins, an authorization server, servers that ask for its tokens, and a person with a browser. */
export class AuthWorld {
  readonly harness: PoolHarness
  readonly authorizations: Authorizations
  readonly #protected: ProtectedServer[] = []

  private constructor(
    readonly auth: AuthServer,
    readonly store: MemoryStore,
    options: Partial<AuthorizationsOptions>,
  ) {
    this.harness = new PoolHarness({
      authorize: (name, endpoint) => this.authorizations.authorize(name, endpoint),
    })
    const servers = { get: (name: string) => this.harness.servers.find(({ spec }) => spec.name === name) }
    followSignIns(this.harness.bus, this.harness.pool, servers, silentLogger)
    this.authorizations = new Authorizations({
      store: store.replica(),
      servers,
      ...{ bus: this.harness.bus, clock: systemClock, logger: silentLogger, random: () => 0.5 },
      reach: { allowed: [], limitMs: 2_000 },
      ...{ version: '0.0.0', publicUrl: undefined },
      ...options,
    })
  }

  static async start(options: Partial<AuthorizationsOptions> = {}): Promise<AuthWorld> {
    return new AuthWorld(await AuthServer.start(), new MemoryStore(), options).#start()
  }

  async #start(): Promise<this> {
    await this.authorizations.start()
    return this
  }

  /** Another replica of Portolan on the same store. */
  async replica(options: Partial<AuthorizationsOptions> = {}): Promise<AuthWorld> {
    return new AuthWorld(this.auth, this.store, options).#start()
  }

  get pool() {
    return this.harness.pool
  }

  /** Starts a server that asks for tokens of the authorization server. */
  async protect(options: ProtectedOptions = {}): Promise<ProtectedServer> {
    const server = await ProtectedServer.start(this.auth, options)
    this.#protected.push(server)
    return server
  }

  /** A declared server that is signed in at and connected. */
  async signedIn(name: string, options: ProtectedOptions = {}): Promise<ProtectedServer> {
    const server = await this.protect(options)
    this.declare(name, server.url)
    await this.signIn(name)
    return server
  }

  declare(name: string, url: string, rest: object = {}): void {
    this.harness.declare(name, { endpoint: { kind: 'remote', transport: 'streamable-http', url, ...rest } })
  }

  /** All of a sign-in, as a person and a browser go through it. */
  async signIn(name: string, scopes: string[] = []): Promise<void> {
    await this.comeBack(await this.begin(name, scopes))
  }

  async begin(name: string, scopes: string[] = []): Promise<string> {
    const { url } = await this.authorizations.begin(name, {
      scopes,
      origin: () => ORIGIN,
      browser: BROWSER,
    })
    if (url === null) throw new Error('Nobody is asked to sign in')
    return url
  }

  /** Presses a button on the page and follows where it leads, up to our callback. */
  async comeBack(url: string, { decision = 'allow', browser = BROWSER } = {}): Promise<string> {
    return this.authorizations.finish(await this.decide(url, decision), browser)
  }

  async decide(url: string, decision = 'allow'): Promise<Record<string, string>> {
    const page = await fetch(url)
    if (!page.ok) throw new Error(await page.text())
    const form = new URLSearchParams([...new URL(url).searchParams, ['decision', decision]])
    const answer = await fetch(new URL('/authorize', url), { method: 'POST', body: form, redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? 'about:blank')
    if (!back.href.startsWith(`${ORIGIN}/api/oauth/callback?`)) throw new Error(`It leads to ${back.href}`)
    return Object.fromEntries(back.searchParams)
  }

  /** All that Portolan has said: events, connection logs, views. */
  said(): string {
    const names = this.harness.servers.map(({ spec }) => spec.name)
    const parts = names.map((name) => [
      this.pool.log(name),
      this.pool.stateOf(name),
      this.authorizations.view(name),
    ])
    return JSON.stringify([this.harness.events, parts])
  }

  async stop(): Promise<void> {
    await this.harness.dispose()
    await this.authorizations.stop()
    await Promise.all(this.#protected.map((server) => server.stop()))
  }
}
