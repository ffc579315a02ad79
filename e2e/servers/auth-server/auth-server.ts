import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, html, json } from './answer'
import { consent, decide } from './authorization-endpoint'
import { authenticated } from './client-authentication'
import { type Client, Grants, random } from './grants'
import { type Switches, WELL } from './switches'
import { giveTokens, revoke } from './token-endpoint'

/** One request that was made of it, with its form. */
export interface Seen {
  method: string
  path: string
  form: URLSearchParams
  authorization: string | undefined
}

/**
 * A small authorization server for tests: metadata, PKCE, registration, client ID metadata documents, refresh with
 * rotation, revocation, client credentials by secret and by signature; and switches that break it.
 */
export class AuthServer {
  readonly grants = new Grants()
  readonly seen: Seen[] = []
  switches: Switches = { ...WELL }
  /** Tests serve documents of public https addresses from this machine. */
  fetchDocument: (url: string) => Promise<Response> = (url) => fetch(url)
  readonly #server: Server

  private constructor(private readonly scopes: readonly string[]) {
    this.#server = createServer((request, response) => {
      void this.#handle(request).then(
        (answer) => {
          if (answer) response.writeHead(answer.status, answer.headers).end(answer.body)
          else request.socket.destroy()
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    })
  }

  static async start(scopes: readonly string[] = ['files:read', 'files:write']): Promise<AuthServer> {
    const server = new AuthServer(scopes)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  register(client: Client): void {
    this.grants.clients.set(client.id, client)
  }

  /** Requests to a path. */
  asked(path: string): Seen[] {
    return this.seen.filter((request) => request.path === path)
  }

  refreshes(): number {
    return this.asked('/token').filter(({ form }) => form.get('grant_type') === 'refresh_token').length
  }

  async #handle(request: IncomingMessage): Promise<Answer | undefined> {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', this.url)
    const body = await textOf(request)
    const { method = '' } = request
    const { authorization } = request.headers
    const form = method === 'POST' && path !== '/register' ? new URLSearchParams(body) : searchParams
    this.seen.push({ method, path, form, authorization })
    const { down, status, slowMs } = this.switches
    if (down) return undefined
    if (slowMs > 0) await delay(slowMs)
    return status > 0
      ? html(status, '<h1>Out of order</h1>')
      : this.#answer(`${method} ${path}`, { form, body, authorization })
  }

  async #answer(
    what: string,
    { form, body, authorization }: { form: URLSearchParams; body: string; authorization: string | undefined },
  ): Promise<Answer> {
    const { grants, switches, scopes, url: issuer } = this
    switch (what) {
      case 'GET /.well-known/oauth-authorization-server':
        return json(200, this.#metadata())
      case 'POST /register':
        return this.#registered(JSON.parse(body) as { redirect_uris: string[] })
      case 'GET /authorize':
        return consent(form, { client: await this.#clientOf(form) })
      case 'POST /authorize':
        return decide(form, { issuer, grants, switches, client: await this.#clientOf(form) })
      case 'POST /token':
        return giveTokens(form, {
          ...{ grants, switches, scopes },
          client: await this.#authenticated(form, authorization),
        })
      case 'POST /revoke':
        return revoke(form, { grants, switches, client: await this.#authenticated(form, authorization) })
      default:
        return { status: 404 }
    }
  }

  #metadata(): unknown {
    const { metadataIssuer, padding, tokenEndpoint, dynamicRegistration, ...offers } = this.switches
    const { url } = this
    return {
      issuer: metadataIssuer ?? url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: tokenEndpoint ?? `${url}/token`,
      ...(dynamicRegistration && { registration_endpoint: `${url}/register` }),
      ...(offers.revocation && { revocation_endpoint: `${url}/revoke` }),
      ...(offers.metadataDocuments && { client_id_metadata_document_supported: true }),
      ...(offers.namesItself && { authorization_response_iss_parameter_supported: true }),
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'private_key_jwt'],
      scopes_supported: this.scopes,
      ...(padding > 0 && { padding: 'x'.repeat(padding) }),
    }
  }

  #registered({ redirect_uris: redirectUris }: { redirect_uris: string[] }): Answer {
    if (!this.switches.dynamicRegistration) return json(403, { error: 'access_denied' })
    const client = { id: `client-${random()}`, redirectUris }
    this.register(client)
    const told = { redirect_uris: redirectUris, token_endpoint_auth_method: 'none' }
    return json(201, { client_id: client.id, ...told })
  }

  async #authenticated(
    form: URLSearchParams,
    authorization: string | undefined,
  ): Promise<Client | undefined> {
    const known = await this.#clientOf(form)
    return authenticated(form, authorization, {
      find: (id) => (known?.id === id ? known : this.grants.clients.get(id)),
      audience: [this.url, `${this.url}/token`],
    })
  }

  /** A client by its id; by the document at its id, where it is an address. */
  async #clientOf(form: URLSearchParams): Promise<Client | undefined> {
    const id = form.get('client_id') ?? ''
    const known = this.grants.clients.get(id)
    if (known || !this.switches.metadataDocuments || !URL.canParse(id)) return known
    const answer = await this.fetchDocument(id)
    const document = (await answer.json()) as { client_id: string; redirect_uris: string[] }
    if (document.client_id !== id) return undefined
    const client = { id, redirectUris: document.redirect_uris }
    this.register(client)
    return client
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return text
}
