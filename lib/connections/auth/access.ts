import 'server-only'
import type { FetchLike } from '@modelcontextprotocol/client'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'

/** How requests to a remote server are let in. */
export type Authorize = (name: string, endpoint: RemoteEndpoint) => Access

export interface Access {
  /**
   * What a request carries beside the declared headers: a token that holds for a while, or nothing. Renews it before it
   * ends. Without a sign-in this asks nobody. Rejects with an AppError of `refusal.ts`.
   */
  headers: () => Promise<Record<string, string>>
  /**
   * Told that a request with these headers was answered with 401 or 403, and what `WWW-Authenticate` said. Resolves with
   * whether to send it again, once; rejects with an AppError of `refusal.ts` where it can say why not.
   */
  refused: (answer: Refused) => Promise<boolean>
}

export interface Refused {
  status: 401 | 403
  challenge: string | null
  /** What `headers` gave for the request. */
  sent: Readonly<Record<string, string>>
}

/** Requests that go with their declared headers alone. */
export const NO_ACCESS: Access = {
  headers: () => Promise.resolve({}),
  refused: () => Promise.resolve(false),
}

/** A fetch whose requests are let in. Their bodies are texts, so that one may be sent twice. */
export function withAccess(fetch: FetchLike, access: Access): FetchLike {
  return async (url, init) => {
    const sent = await access.headers()
    const answer = await fetch(url, withHeaders(init, sent))
    const { status } = answer
    if (status !== 401 && status !== 403) return answer
    const challenge = answer.headers.get('www-authenticate')
    if (!(await access.refused({ status, challenge, sent }))) return answer
    await answer.body?.cancel()
    return fetch(url, withHeaders(init, await access.headers()))
  }
}

function withHeaders(init: RequestInit | undefined, extra: Readonly<Record<string, string>>): RequestInit {
  const headers = new Headers(init?.headers)
  for (const [name, value] of Object.entries(extra)) headers.set(name, value)
  return { ...init, headers }
}
