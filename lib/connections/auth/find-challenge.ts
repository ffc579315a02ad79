import 'server-only'
import type { FetchLike } from '@modelcontextprotocol/client'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import { type Challenge, readChallenge } from './challenges'

/**
 * What a server asks of whoever comes without a token. Most can be asked for their metadata at once; some tell where it
 * is, and which scopes they want, in this answer alone.
 */
export async function findChallenge(endpoint: RemoteEndpoint, fetch: FetchLike): Promise<Challenge> {
  try {
    const answer = await fetch(endpoint.url, requestFor(endpoint))
    const isRefusal = answer.status === 401 || answer.status === 403
    return readChallenge(isRefusal ? answer.headers.get('www-authenticate') : null)
  } catch {
    // The sign-in itself finds out what is wrong, and says it better.
    return { scopes: [] }
  }
}

function requestFor({ transport, headers }: RemoteEndpoint): RequestInit {
  if (transport === 'sse') return { headers: { ...headers, accept: 'text/event-stream' } }
  return {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  }
}
