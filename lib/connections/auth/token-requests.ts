import 'server-only'
import {
  type AuthorizationServerMetadata,
  ClientCredentialsProvider,
  createPrivateKeyJwtAuth,
  discoverAuthorizationServerMetadata,
  discoverOAuthProtectedResourceMetadata,
  discoverOAuthServerInfo,
  type FetchLike,
  fetchToken,
  type OAuthProtectedResourceMetadata,
  type OAuthTokens,
  PrivateKeyJwtProvider,
  refreshAuthorization,
  checkResourceAllowed,
  selectClientAuthMethod,
} from '@modelcontextprotocol/client'
import type { RemoteAuth, RemoteEndpoint } from '@/lib/domain/endpoint'
import { AppError } from '@/lib/kit/app-error'
import type { AuthorizationRecord, AuthorizationServer, ServerMetadata, Tokens } from './record'
import { serverMetadataSchema } from './record'

export type ClientCredentials = Extract<RemoteAuth, { kind: 'client-credentials' }>

/** Where a server said that it tells of its authorization server, and what it asked for: `WWW-Authenticate`. */
export interface Hints {
  resourceMetadataUrl?: URL | undefined
  scopes?: string[] | undefined
}

/** A token for ourselves. Rejects with what the SDK or the network threw. */
export async function requestClientTokens(
  endpoint: RemoteEndpoint,
  auth: ClientCredentials,
  { scopes, hints, expectedIssuer, fetch, now }: ClientTokenRequest,
): Promise<{ server: AuthorizationServer; tokens: Tokens }> {
  const { server, offered } = await findServer(endpoint, auth, hints, fetch)
  const asked = scopes.length > 0 ? scopes : offered
  const issued = await fetchToken(providerOf(auth, expectedIssuer ?? server.issuer), server.url, {
    fetchFn: fetch,
    ...(asked.length > 0 && { scope: asked.join(' ') }),
    ...(server.metadata && { metadata: server.metadata }),
    ...(server.resource !== null && { resource: server.resource }),
  })
  return { server, tokens: tokensFrom(issued, { now, asked, refresh: null }) }
}

interface ClientTokenRequest {
  /** Empty for what the server offers. */
  scopes: readonly string[]
  hints: Hints
  /** The one that has had our credentials before. */
  expectedIssuer: string | undefined
  fetch: FetchLike
  now: number
}

/** Fresh tokens for old ones. Rejects with what the SDK or the network threw. */
export async function refreshTokens(
  record: AuthorizationRecord,
  endpoint: RemoteEndpoint,
  { refresh, fetch, now }: { refresh: string; fetch: FetchLike; now: number },
): Promise<Tokens> {
  const { server } = record
  const issued = await refreshAuthorization(server.url, {
    clientInformation: clientOf(record, endpoint),
    refreshToken: refresh,
    fetchFn: fetch,
    ...(server.metadata && { metadata: server.metadata }),
    ...(server.resource !== null && { resource: server.resource }),
  })
  return tokensFrom(issued, { now, asked: record.tokens?.scopes ?? [], refresh })
}

/** Tells the authorization server that a token is used no more (RFC 7009). Rejects where it could not be told. */
export async function revokeToken(
  record: AuthorizationRecord,
  endpoint: RemoteEndpoint,
  { token, kind, fetch }: { token: string; kind: 'refresh_token' | 'access_token'; fetch: FetchLike },
): Promise<void> {
  const metadata = record.server.metadata
  if (metadata?.revocation_endpoint === undefined) return
  const url = new URL(metadata.revocation_endpoint)
  if (url.protocol !== new URL(metadata.token_endpoint).protocol) {
    throw new AppError('forbidden', 'The address for revocations is of another protocol than that for tokens')
  }
  const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' })
  const form = new URLSearchParams({ token, token_type_hint: kind })
  await authenticate(record, endpoint, { headers, form, metadata })
  const { ok, status } = await fetch(url, { method: 'POST', headers, body: form })
  if (!ok) throw new Error(`HTTP ${status} trying to revoke a token`)
}

/** The client as its authorization server knows it. */
export function clientOf({ registration }: AuthorizationRecord, { auth }: RemoteEndpoint) {
  const secret = registration.kind === 'pre-registered' ? auth?.clientSecret : undefined
  const { client_id, client_secret, token_endpoint_auth_method } = registration.client
  const known = secret ?? client_secret
  return {
    client_id,
    ...(known !== undefined && { client_secret: known }),
    ...(token_endpoint_auth_method !== undefined && { token_endpoint_auth_method }),
  }
}

export function tokensFrom(
  issued: OAuthTokens,
  { now, asked, refresh }: { now: number; asked: readonly string[]; refresh: string | null },
): Tokens {
  const { access_token: access, refresh_token, scope, expires_in } = issued
  return {
    access,
    refresh: refresh_token ?? refresh,
    // RFC 6749, 5.1: what is not told is what was asked for.
    scopes: scope === undefined ? [...asked] : scope.split(/\s+/).filter(Boolean),
    obtainedAt: now,
    expiresAt: expires_in === undefined ? null : now + Math.max(0, expires_in) * 1_000,
  }
}

async function findServer(
  endpoint: RemoteEndpoint,
  auth: ClientCredentials,
  { resourceMetadataUrl }: Hints,
  fetch: FetchLike,
): Promise<{ server: AuthorizationServer; offered: string[] }> {
  if (auth.tokenEndpoint !== undefined)
    return { server: declaredServer(auth, auth.tokenEndpoint), offered: [] }
  const at = { ...(resourceMetadataUrl && { resourceMetadataUrl }) }
  if (auth.issuer === undefined) {
    const found = await discoverOAuthServerInfo(endpoint.url, { ...at, fetchFn: fetch })
    const { authorizationServerUrl: url, authorizationServerMetadata: metadata, resourceMetadata } = found
    return {
      server: serverFrom(url, metadata, resourceOf(endpoint, resourceMetadata)),
      offered: offers(found),
    }
  }
  // The client is known at this one, whichever the server names.
  const metadata = await discoverAuthorizationServerMetadata(auth.issuer, { fetchFn: fetch })
  const resourceMetadata = await discoverOAuthProtectedResourceMetadata(endpoint.url, at, fetch).catch(
    () => undefined,
  )
  const server = serverFrom(auth.issuer, metadata, resourceOf(endpoint, resourceMetadata))
  return { server, offered: offers({ resourceMetadata }) }
}

function offers({ resourceMetadata }: { resourceMetadata?: OAuthProtectedResourceMetadata | undefined }) {
  return resourceMetadata?.scopes_supported ?? []
}

/** The server's own name for itself, which must be one that its address is under. */
function resourceOf(
  { url }: RemoteEndpoint,
  metadata: OAuthProtectedResourceMetadata | undefined,
): string | null {
  if (!metadata) return null
  const { resource } = metadata
  if (checkResourceAllowed({ requestedResource: url, configuredResource: resource })) return resource
  throw new AppError(
    'forbidden',
    'The server’s metadata is of another resource than its address, so it is not trusted',
  )
}

export function serverFrom(
  url: string,
  metadata: AuthorizationServerMetadata | undefined,
  resource: string | null,
): AuthorizationServer {
  return {
    url,
    issuer: metadata?.issuer ?? url,
    metadata: metadata ? serverMetadataSchema.parse(metadata) : null,
    resource,
  }
}

function declaredServer({ issuer }: ClientCredentials, tokenEndpoint: string): AuthorizationServer {
  const name = issuer ?? new URL(tokenEndpoint).origin
  const metadata: ServerMetadata = {
    issuer: name,
    token_endpoint: tokenEndpoint,
    // Nobody is led there; the type wants one.
    authorization_endpoint: tokenEndpoint,
    response_types_supported: [],
  }
  return { url: name, issuer: name, metadata, resource: null }
}

function providerOf(auth: ClientCredentials, expectedIssuer: string) {
  const { clientId, clientSecret = '', privateKey, algorithm } = auth
  return privateKey === undefined
    ? new ClientCredentialsProvider({ clientId, clientSecret, expectedIssuer })
    : new PrivateKeyJwtProvider({ clientId, privateKey, algorithm, expectedIssuer })
}

async function authenticate(
  record: AuthorizationRecord,
  endpoint: RemoteEndpoint,
  { headers, form, metadata }: { headers: Headers; form: URLSearchParams; metadata: ServerMetadata },
): Promise<void> {
  const { auth } = endpoint
  if (auth?.kind === 'client-credentials' && auth.privateKey !== undefined) {
    const { clientId, privateKey, algorithm: alg } = auth
    const sign = createPrivateKeyJwtAuth({ issuer: clientId, subject: clientId, privateKey, alg })
    await sign(headers, form, metadata.token_endpoint, metadata)
    return
  }
  const client = clientOf(record, endpoint)
  const { client_id: id, client_secret: secret } = client
  const method = selectClientAuthMethod(client, metadata.token_endpoint_auth_methods_supported ?? [])
  if (method === 'client_secret_basic' && secret !== undefined) {
    headers.set('authorization', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`)
    return
  }
  form.set('client_id', id)
  if (method === 'client_secret_post' && secret !== undefined) form.set('client_secret', secret)
}
