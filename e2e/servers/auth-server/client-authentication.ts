import { createPublicKey, verify } from 'node:crypto'
import type { Client } from './grants'

/** Who sends a request to the token endpoint: by a secret in the header or the form, by a signature, or by its id alone. */
export function authenticated(
  form: URLSearchParams,
  authorization: string | undefined,
  { find, audience }: { find: (id: string) => Client | undefined; audience: readonly string[] },
): Client | undefined {
  const assertion = form.get('client_assertion')
  if (assertion !== null) return bySignature(assertion, find, audience)
  const [id, secret] = authorization?.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')
    : [form.get('client_id'), form.get('client_secret') ?? undefined]
  const client = find(id ?? '')
  if (!client || client.publicKey !== undefined) return undefined
  return client.secret === undefined || client.secret === secret ? client : undefined
}

const seen = new Set<string>()

/** RFC 7523, 3: signed by the client's key, for us, and used once. */
function bySignature(
  assertion: string,
  find: (id: string) => Client | undefined,
  audience: readonly string[],
): Client | undefined {
  const [header = '', payload = '', signature = ''] = assertion.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  const { alg } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { alg: string }
  const client = find(String(claims['sub']))
  if (client?.publicKey === undefined || claims['iss'] !== claims['sub']) return undefined
  if (!audience.includes(String(claims['aud'])) || Number(claims['exp']) * 1_000 < Date.now())
    return undefined
  const id = String(claims['jti'])
  if (seen.has(id)) return undefined
  seen.add(id)
  const key = createPublicKey(client.publicKey)
  const isGenuine = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    alg.startsWith('ES') ? { key, dsaEncoding: 'ieee-p1363' } : key,
    Buffer.from(signature, 'base64url'),
  )
  return isGenuine ? client : undefined
}
