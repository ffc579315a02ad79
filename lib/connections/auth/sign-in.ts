import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import {
  auth,
  exchangeAuthorization,
  type FetchLike,
  OAuthError,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  validateAuthorizationResponseIssuer,
} from '@modelcontextprotocol/client'
import { z } from 'zod'
import type { RemoteAuth, RemoteEndpoint } from '@/lib/domain/endpoint'
import { AppError } from '@/lib/kit/app-error'
import { clientMetadata } from './client-metadata'
import {
  type AuthorizationRecord,
  authorizationServerSchema,
  bindingOf,
  clientSchema,
  type Registration,
  registrationSchema,
} from './record'
import { clientOf, serverFrom, tokensFrom } from './token-requests'

/** A sign-in that a browser has begun: what is needed when it comes back. Holds secrets. */
export const pendingSchema = z.object({
  name: z.string(),
  binding: z.string(),
  /** A digest of the cookie of the browser that began. */
  browser: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  server: authorizationServerSchema,
  registration: registrationSchema,
  scopes: z.array(z.string()),
})
export type PendingSignIn = z.infer<typeof pendingSchema>

export interface BeginOptions {
  name: string
  endpoint: RemoteEndpoint
  /** Of an earlier sign-in, whose client may be used again. */
  known: AuthorizationRecord | undefined
  /** Space-free words; empty for what the server offers. */
  scopes: readonly string[]
  resourceMetadataUrl: URL | undefined
  redirectUri: string
  /** Where our own metadata can be read, if it can (client ID metadata documents). */
  clientMetadataUrl: string | undefined
  browser: string
  version: string
  fetch: FetchLike
}

/**
 * Finds the authorization server, sees to a client there (pre-registered, by its metadata document, or registered now, as
 * the specification orders them) and makes the address that a person opens. Rejects with what the SDK or the network threw.
 */
export async function beginSignIn(
  options: BeginOptions,
): Promise<{ url: URL; state: string; pending: PendingSignIn }> {
  const { name, endpoint, redirectUri, scopes, resourceMetadataUrl, fetch } = options
  const draft: Draft = { state: randomBytes(32).toString('base64url'), resource: null }
  const begun = await auth(providerFor(options, draft), {
    serverUrl: endpoint.url,
    fetchFn: fetch,
    forceReauthorization: true,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(resourceMetadataUrl && { resourceMetadataUrl }),
  })
  const { url, verifier, discovery, registration, state, resource } = draft
  if (begun !== 'REDIRECT' || !url || !verifier || !discovery || !registration)
    throw new AppError('internal', `The sign-in at ${name} did not begin as it should`)
  assertLeadsToSafety(url)
  const { authorizationServerUrl, authorizationServerMetadata } = discovery
  const pending: PendingSignIn = {
    ...{ name, verifier, redirectUri, registration },
    binding: bindingOf(endpoint),
    browser: digest(options.browser),
    server: serverFrom(authorizationServerUrl, authorizationServerMetadata, resource),
    scopes: (url.searchParams.get('scope') ?? '').split(' ').filter(Boolean),
  }
  return { url, state, pending }
}

export interface CallbackQuery {
  code?: string | undefined
  iss?: string | undefined
  error?: string | undefined
  error_description?: string | undefined
}

/**
 * Tokens for the code that came back. Rejects with what the SDK or the network threw; an error that the authorization
 * server itself tells is an `OAuthError`, and only when it is sure that it comes from there (RFC 9207).
 */
export async function finishSignIn(
  { server, verifier, redirectUri, registration, scopes, binding }: PendingSignIn,
  query: CallbackQuery,
  { endpoint, fetch, now }: { endpoint: RemoteEndpoint; fetch: FetchLike; now: number },
): Promise<AuthorizationRecord> {
  const { metadata } = server
  validateAuthorizationResponseIssuer({
    iss: query.iss,
    expectedIssuer: metadata?.issuer,
    issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
  })
  if (query.error !== undefined) throw new OAuthError(query.error, query.error_description ?? query.error)
  if (query.code === undefined)
    throw new AppError('bad-input', 'The answer holds neither a code nor an error')
  const record: AuthorizationRecord = {
    ...{ binding, server, registration, tokens: null, ended: null, error: null, wanted: [] },
    grant: 'authorization-code',
  }
  const issued = await exchangeAuthorization(server.url, {
    clientInformation: clientOf(record, endpoint),
    authorizationCode: query.code,
    codeVerifier: verifier,
    redirectUri,
    fetchFn: fetch,
    ...(metadata && { metadata }),
    ...(query.iss !== undefined && { iss: query.iss }),
    ...(server.resource !== null && { resource: server.resource }),
  })
  return { ...record, tokens: tokensFrom(issued, { now, asked: scopes, refresh: null }) }
}

/** Of texts that are secret themselves, so that what is stored does not let anyone in. */
export function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** What the SDK hands over on the way. */
interface Draft {
  state: string
  url?: URL
  verifier?: string
  discovery?: OAuthDiscoveryState
  registration?: Registration
  resource: string | null
}

function providerFor(options: BeginOptions, draft: Draft): OAuthClientProvider {
  const { redirectUri, clientMetadataUrl, endpoint } = options
  const base: OAuthClientProvider = {
    redirectUrl: redirectUri,
    clientMetadata: clientMetadata(redirectUri, options.version),
    ...(clientMetadataUrl !== undefined && { clientMetadataUrl }),
    state: () => draft.state,
    tokens: () => undefined,
    saveTokens: refuse,
    codeVerifier: refuse,
    clientInformation: (at) => clientFor(options, draft, at?.issuer),
    saveCodeVerifier: (verifier) => void (draft.verifier = verifier),
    redirectToAuthorization: (url) => void (draft.url = url),
    discoveryState: () => undefined,
    saveDiscoveryState: (state) => void (draft.discovery = state),
    saveResourceUrl: (resource) => void (draft.resource = resource),
  }
  // Without a way to save one, the SDK registers no other client than the declared one.
  if (declaredClient(endpoint.auth)) return base
  return {
    ...base,
    saveClientInformation: (client) => void (draft.registration = registered(client, options)),
  }
}

function clientFor(
  { endpoint, known, redirectUri, clientMetadataUrl }: BeginOptions,
  draft: Draft,
  issuer: string | undefined,
): StoredOAuthClientInformation | undefined {
  const declared = declaredClient(endpoint.auth)
  if (declared) {
    const { clientId, clientSecret } = declared
    draft.registration = { kind: 'pre-registered', client: { client_id: clientId }, redirectUri: null }
    // Where nothing is declared, the first authorization server that has seen the secret stays the only one.
    const owner = declared.issuer ?? known?.server.issuer ?? issuer
    return {
      client_id: clientId,
      ...(clientSecret !== undefined && { client_secret: clientSecret }),
      ...(owner !== undefined && { issuer: owner }),
    }
  }
  if (!known || known.registration.kind === 'pre-registered') return undefined
  const { client, kind } = known.registration
  const isOurs =
    kind === 'dynamic'
      ? known.registration.redirectUri === redirectUri
      : client.client_id === clientMetadataUrl
  const expires = client.client_secret_expires_at ?? 0
  const hasExpired = expires > 0 && expires * 1_000 < Date.now()
  if (!isOurs || hasExpired || known.server.issuer !== issuer) return undefined
  draft.registration = known.registration
  const { client_id, client_secret, token_endpoint_auth_method } = client
  return {
    ...{ client_id, issuer },
    ...(client_secret !== undefined && { client_secret }),
    ...(token_endpoint_auth_method !== undefined && { token_endpoint_auth_method }),
  }
}

function declaredClient(settings: RemoteAuth | undefined) {
  if (settings?.kind !== 'oauth' || settings.clientId === undefined) return undefined
  return { ...settings, clientId: settings.clientId }
}

function registered(
  client: StoredOAuthClientInformation,
  { clientMetadataUrl, redirectUri }: BeginOptions,
): Registration {
  const kind = client.client_id === clientMetadataUrl ? 'metadata-document' : 'dynamic'
  return { kind, client: clientSchema.parse(client), redirectUri }
}

/** The browser is sent there: to a page, over TLS, or to this machine. */
function assertLeadsToSafety(url: URL): void {
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|.+\.localhost)$/.test(url.hostname)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) return
  throw new AppError(
    'forbidden',
    `${url.host} wants people to sign in over ${url.protocol}//, which is not safe`,
  )
}

function refuse(): never {
  throw new AppError('internal', 'A sign-in that only begins has no tokens')
}
