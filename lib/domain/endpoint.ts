import { z } from 'zod'

/** Stands in every answer where a secret value is stored; sent back unchanged it means "keep what is stored". */
export const HIDDEN = '••••••••'

export const REMOTE_TRANSPORTS = ['streamable-http', 'sse'] as const
export const TRANSPORTS = ['stdio', ...REMOTE_TRANSPORTS] as const
export const transportSchema = z.enum(TRANSPORTS)
export type Transport = z.infer<typeof transportSchema>

const MAX_URL_LENGTH = 8_192

/** Whether it can be fetched, or could be once each `${VAR}` in it is filled. */
export function isHttpUrl(text: string): boolean {
  if (text.length > MAX_URL_LENGTH) return false
  if (text.startsWith('${')) return true
  // "1" stands for any value: it is valid as a host, a port and a part of a path.
  const sample = text.replace(/\$\{[^}]*\}/g, '1')
  return /^https?:\/\//i.test(sample) && URL.canParse(sample)
}

export const httpUrlSchema = z
  .string()
  .max(MAX_URL_LENGTH)
  .refine(isHttpUrl, 'The URL must start with http:// or https:// and be complete')

export const stdioEndpointSchema = z.object({
  kind: z.literal('stdio'),
  command: z.string().trim().min(1, 'The command is empty'),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().min(1).optional(),
})

/** RFC 6749, 3.3: a scope is a word of printable ASCII. */
const scopeSchema = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/)
export const SIGNING_ALGORITHMS = [
  'RS256',
  'PS256',
  'ES256',
  'RS384',
  'PS384',
  'ES384',
  'RS512',
  'PS512',
] as const

const clientIdSchema = z.string().min(1).max(2_000)
const clientSecretSchema = z.string().min(1).max(10_000)
const scopesSchema = z.array(scopeSchema).max(100).default([])

/** How Portolan gets its tokens for a remote server. `clientSecret` and `privateKey` are secrets. */
export const remoteAuthSchema = z.discriminatedUnion('kind', [
  /** A person signs in. All of it may be left open: the server says where, and a client's id is asked for there. */
  z.object({
    kind: z.literal('oauth'),
    clientId: clientIdSchema.optional(),
    clientSecret: clientSecretSchema.optional(),
    /** The authorization server that the client is registered at; its id and secret go nowhere else. */
    issuer: httpUrlSchema.optional(),
    scopes: scopesSchema,
  }),
  /** Portolan signs in by itself. */
  z.object({
    kind: z.literal('client-credentials'),
    clientId: clientIdSchema,
    clientSecret: clientSecretSchema.optional(),
    /** PKCS #8, as PEM: the client signs instead of telling a secret (RFC 7523). */
    privateKey: z.string().min(1).max(20_000).optional(),
    algorithm: z.enum(SIGNING_ALGORITHMS).default('RS256'),
    issuer: httpUrlSchema.optional(),
    /** Where nothing can be discovered. */
    tokenEndpoint: httpUrlSchema.optional(),
    scopes: scopesSchema,
  }),
])
export type RemoteAuth = z.infer<typeof remoteAuthSchema>

export const remoteEndpointSchema = z.object({
  kind: z.literal('remote'),
  transport: z.enum(REMOTE_TRANSPORTS),
  url: httpUrlSchema,
  headers: z.record(z.string(), z.string()).default({}),
  auth: remoteAuthSchema.optional(),
})

/** Where a server is and how to speak to it. The values of `env` and `headers`, and some of `auth`, are secrets. */
export const endpointSchema = z.discriminatedUnion('kind', [stdioEndpointSchema, remoteEndpointSchema])
export type Endpoint = z.infer<typeof endpointSchema>

/** An endpoint as written, before `${VAR}` is filled: `http://${HOST}:${PORT}/mcp` is no URL yet. */
export const declaredEndpointSchema = z.discriminatedUnion('kind', [
  stdioEndpointSchema,
  remoteEndpointSchema.extend({ url: z.string().min(1) }),
])

export type StdioEndpoint = z.infer<typeof stdioEndpointSchema>
export type RemoteEndpoint = z.infer<typeof remoteEndpointSchema>

export function transportOf(endpoint: Endpoint): Transport {
  return endpoint.kind === 'stdio' ? 'stdio' : endpoint.transport
}
