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

export const remoteEndpointSchema = z.object({
  kind: z.literal('remote'),
  transport: z.enum(REMOTE_TRANSPORTS),
  url: httpUrlSchema,
  headers: z.record(z.string(), z.string()).default({}),
})

/** Where a server is and how to speak to it. The values of `env` and `headers` are secrets. */
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
