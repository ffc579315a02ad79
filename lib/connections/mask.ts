import 'server-only'
import { HIDDEN, type Endpoint, type RemoteEndpoint } from '@/lib/domain/endpoint'

/** Shorter values (`1`, `true`, `prod`) stand everywhere by chance: hiding them would only make a text unreadable. */
const MIN_SECRET = 6

/** A function that hides the secret values of an endpoint wherever they stand in a text. */
export function maskerOf(endpoint: Endpoint): (text: string) => string {
  const secrets = secretsOf(endpoint)
  if (secrets.length === 0) return (text) => text
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, HIDDEN), text)
}

function secretsOf(endpoint: Endpoint): string[] {
  const values = endpoint.kind === 'stdio' ? Object.values(endpoint.env) : remoteSecrets(endpoint)
  const parts = values.flatMap((value) => [value, value.replace(/^\w+\s+/, '')])
  const secrets = [...new Set(parts)].filter((value) => value.length >= MIN_SECRET)
  // The longest first, or a secret that contains another would be left half shown.
  return secrets.sort((a, b) => b.length - a.length)
}

function remoteSecrets({ url, headers, auth }: RemoteEndpoint): string[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const inUrl = parsed
    ? [parsed.password, decodeURIComponent(parsed.password), ...parsed.searchParams.values()]
    : []
  const inAuth = [auth?.clientSecret, auth?.kind === 'client-credentials' ? auth.privateKey : undefined]
  return [...Object.values(headers), ...inUrl, ...inAuth.filter((value) => value !== undefined)]
}

/** The address of a remote endpoint as a person may see it: without user, password and query. */
export function addressOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}
