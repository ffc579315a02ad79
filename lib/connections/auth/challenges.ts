import 'server-only'
import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client'

export interface Challenge {
  /** Where the server says that it tells of its authorization server (RFC 9728, 5.1). */
  resourceMetadataUrl?: URL
  scopes: string[]
  /** `insufficient_scope`, `invalid_token`, … (RFC 6750, 3.1). */
  error?: string
}

/** What `WWW-Authenticate` says, as far as it can be understood. */
export function readChallenge(header: string | null): Challenge {
  if (header === null) return { scopes: [] }
  const { resourceMetadataUrl, scope, error } = extractWWWAuthenticateParams(
    new Response(null, { headers: { 'www-authenticate': header } }),
  )
  const isWeb = resourceMetadataUrl && /^https?:$/.test(resourceMetadataUrl.protocol)
  return {
    // A page shows them, and the next sign-in asks for them.
    scopes: (scope ?? '')
      .split(/\s+/)
      .filter((word) => /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(word))
      .slice(0, 100),
    ...(isWeb && { resourceMetadataUrl }),
    ...(error !== undefined && { error }),
  }
}

interface Note {
  binding: string
  /** Of the last 401. */
  asked?: Challenge
  /** Why the last sign-in failed, where no authorization is stored that could tell. */
  failure?: string
  /** When tokens were renewed because the server had refused one (epoch ms). */
  renewals?: readonly number[]
}

/** What servers have said when they refused a request: known to this process alone, as each of them is told. */
export class Challenges {
  readonly #notes = new Map<string, Note>()

  get(name: string, binding: string): Readonly<Note> {
    const note = this.#notes.get(name)
    return note?.binding === binding ? note : { binding }
  }

  add(name: string, binding: string, news: Omit<Note, 'binding'>): void {
    this.#notes.set(name, { ...this.get(name, binding), ...news })
  }

  forget(name: string): void {
    this.#notes.delete(name)
  }
}
