import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  request as forward,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type AuthInfo,
  createMcpHandler,
  fromJsonSchema,
  getOAuthProtectedResourceMetadataUrl,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth,
} from '@modelcontextprotocol/server'
import type { AuthServer } from './auth-server'

export interface ProtectedOptions {
  /** What every request needs. */
  scopes?: string[]
  /** A server behind it, which then answers instead of our own: one of the old era, or one of event streams. */
  upstream?: string
  /** What its metadata says instead of itself. */
  resource?: string
  /** Where its metadata says that its authorization server is. */
  authorizationServers?: string[]
}

/** An MCP server of both eras that asks for a token of its authorization server; `write` asks for `files:write` too. */
export class ProtectedServer {
  /** The Authorization header of each request. */
  readonly tokens: (string | undefined)[] = []
  readonly #server: Server
  readonly #gates = new Map<string, ReturnType<typeof requireBearerAuth>>()

  private constructor(
    private readonly auth: AuthServer,
    private readonly options: ProtectedOptions,
  ) {
    this.#server = createServer((request, response) => {
      void this.#handle(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined)
      })
    })
  }

  static async start(auth: AuthServer, options: ProtectedOptions = {}): Promise<ProtectedServer> {
    const server = new ProtectedServer(auth, options)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/mcp`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    if (url.pathname.startsWith('/.well-known/oauth-protected-resource')) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          resource: this.options.resource ?? this.url,
          authorization_servers: this.options.authorizationServers ?? [this.auth.url],
          scopes_supported: this.options.scopes ?? ['files:read'],
        }),
      )
      return
    }
    this.tokens.push(request.headers.authorization)
    const body = await bytesOf(request)
    const asked = new Request(url, {
      method: request.method ?? 'GET',
      headers: Object.entries(request.headers).map(
        ([name, value]) => [name, String(value)] as [string, string],
      ),
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const info = await this.#gate(scopesFor(body, this.options.scopes ?? ['files:read']))(asked)
    if (info instanceof Response) await send(info, response)
    else if (this.options.upstream === undefined)
      await send(await handler.fetch(asked, { authInfo: info }), response)
    else relay(request, body, { to: this.options.upstream, response })
  }

  #gate(requiredScopes: string[]) {
    const key = requiredScopes.join(' ')
    const gate =
      this.#gates.get(key) ??
      requireBearerAuth({
        verifier: { verifyAccessToken: (token) => this.#verify(token) },
        requiredScopes,
        resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(new URL(this.url)),
      })
    this.#gates.set(key, gate)
    return gate
  }

  #verify(text: string): Promise<AuthInfo> {
    const token = this.auth.grants.access.get(text)
    if (!token || token.expiresAt < Date.now()) {
      return Promise.reject(
        new OAuthError(OAuthErrorCode.InvalidToken, 'The token is not known or has ended'),
      )
    }
    const { client: clientId, scopes, expiresAt } = token
    return Promise.resolve({ token: text, clientId, scopes, expiresAt: expiresAt / 1_000 })
  }
}

/** RFC 6750, 3.1: what the tool that is called asks for beyond the rest. */
function scopesFor(body: Buffer, usual: string[]): string[] {
  return /"name"\s*:\s*"write"/.test(body.toString()) ? [...new Set([...usual, 'files:write'])] : usual
}

const handler = createMcpHandler(
  () => {
    const server = new McpServer({ name: 'protected-server', version: '1.0.0' })
    const inputSchema = fromJsonSchema({ type: 'object', properties: {} })
    const tell = (text: string) => ({ content: [{ type: 'text' as const, text }] })
    server.registerTool('whoami', { inputSchema, annotations: { readOnlyHint: true } }, (_, { http }) =>
      tell(http?.authInfo?.clientId ?? 'nobody'),
    )
    server.registerTool('write', { inputSchema }, () => tell('written'))
    return server
  },
  { legacy: 'stateless' },
)

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.flushHeaders()
  const body = (answer.body ?? []) as AsyncIterable<Uint8Array>
  for await (const chunk of body) response.write(chunk)
  response.end()
}

function relay(
  { method, headers, url }: IncomingMessage,
  body: Buffer,
  { to, response }: { to: string; response: ServerResponse },
): void {
  const outgoing = forward(new URL(url ?? '/', to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    answer.pipe(response)
  })
  outgoing.on('error', () => response.destroy())
  response.on('close', () => outgoing.destroy())
  outgoing.end(body)
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
