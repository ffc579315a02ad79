import 'server-only'
import { z } from 'zod'
import { type Authorization, authorizationSchema } from '@/lib/domain/authorization'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'

const texts = z.array(z.string())

/** What of an authorization server's metadata (RFC 8414) is needed after the sign-in. */
export const serverMetadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  response_types_supported: texts.default([]),
  registration_endpoint: z.string().optional(),
  revocation_endpoint: z.string().optional(),
  scopes_supported: texts.optional(),
  code_challenge_methods_supported: texts.optional(),
  token_endpoint_auth_methods_supported: texts.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
})
export type ServerMetadata = z.infer<typeof serverMetadataSchema>

/** The client as the authorization server knows it. A secret that the settings hold is not repeated here. */
export const clientSchema = z.object({
  client_id: z.string(),
  client_secret: z.string().optional(),
  client_secret_expires_at: z.number().optional(),
  token_endpoint_auth_method: z.string().optional(),
})

export const authorizationServerSchema = z.object({
  /** Where its metadata was looked for. */
  url: z.string(),
  issuer: z.string(),
  metadata: serverMetadataSchema.nullable(),
  /** RFC 8707: what tokens are asked for, word by word as the server names it. */
  resource: z.string().nullable(),
})
export type AuthorizationServer = z.infer<typeof authorizationServerSchema>

export const registrationSchema = z.object({
  kind: authorizationSchema.shape.registration.unwrap(),
  client: clientSchema,
  /** What it was registered with; another one needs another registration. */
  redirectUri: z.string().nullable(),
})
export type Registration = z.infer<typeof registrationSchema>

const tokensSchema = z.object({
  access: z.string(),
  refresh: z.string().nullable(),
  scopes: texts,
  /** Milliseconds since the epoch; null where the authorization server does not tell. */
  obtainedAt: z.number(),
  expiresAt: z.number().nullable(),
})
export type Tokens = z.infer<typeof tokensSchema>

/** All that is known of how we are let in to one server. Holds secrets. */
export const recordSchema = z.object({
  /** What it was made for; see `bindingOf`. */
  binding: z.string(),
  grant: z.enum(['authorization-code', 'client-credentials']),
  server: authorizationServerSchema,
  registration: registrationSchema,
  tokens: tokensSchema.nullable(),
  /** Why there are no tokens any more, where it was no person's wish. */
  ended: z.string().nullable(),
  /** Why the last sign-in or sign-out was not whole. */
  error: z.string().nullable(),
  wanted: texts,
})
export type AuthorizationRecord = z.infer<typeof recordSchema>

/** Where a server is and who Portolan is there: tokens made for one are good for no other. */
export function bindingOf({ url, auth }: RemoteEndpoint): string {
  const tokenEndpoint = auth?.kind === 'client-credentials' ? auth.tokenEndpoint : undefined
  const kind = auth?.kind ?? 'oauth'
  return JSON.stringify([
    resourceOf(url),
    kind,
    auth?.clientId ?? null,
    auth?.issuer ?? null,
    tokenEndpoint ?? null,
  ])
}

/** The address as RFC 8707 wants it: without a fragment. A sign-in is no matter of who is named in the URL. */
function resourceOf(url: string): string {
  if (!URL.canParse(url)) return url
  const bare = new URL(url)
  bare.hash = ''
  return bare.href
}

/** What a person may see of it; `trouble` is why a renewal fails just now. */
export function viewOf(
  record: AuthorizationRecord | undefined,
  { trouble, wanted }: { trouble: string | undefined; wanted: readonly string[] },
): Authorization {
  if (!record) return { ...NOTHING, wanted: [...wanted], error: trouble ?? null }
  const { grant, registration, server, tokens, ended, error } = record
  return {
    state: tokens ? 'signed-in' : ended === null ? 'none' : 'expired',
    grant,
    registration: registration.kind,
    issuer: server.issuer,
    scopes: tokens?.scopes ?? [],
    wanted: [...new Set([...record.wanted, ...wanted])].filter((scope) => !tokens?.scopes.includes(scope)),
    expiresAt: tokens?.expiresAt == null ? null : new Date(tokens.expiresAt).toISOString(),
    canRefresh: tokens !== null && (tokens.refresh !== null || grant === 'client-credentials'),
    error: trouble ?? ended ?? error,
  }
}

const NOTHING: Authorization = {
  state: 'none',
  grant: null,
  registration: null,
  issuer: null,
  scopes: [],
  wanted: [],
  expiresAt: null,
  canRefresh: false,
  error: null,
}
