import { createHash, randomBytes } from 'node:crypto'

export interface Client {
  id: string
  secret?: string
  /** The public key of one that signs. */
  publicKey?: string
  redirectUris: string[]
}

export interface Code {
  client: string
  redirectUri: string
  challenge: string
  scopes: string[]
  resource: string | undefined
}

export interface Token {
  client: string
  scopes: string[]
  resource: string | undefined
  /** Epoch ms. */
  expiresAt: number
  /** What it was made from, and all that come of that. */
  family: string
}

/** What the server has given out. A refresh token is good once: whoever brings it twice ends its whole family (RFC 9700). */
export class Grants {
  readonly clients = new Map<string, Client>()
  readonly codes = new Map<string, Code>()
  readonly access = new Map<string, Token>()
  readonly refresh = new Map<string, Token>()
  readonly #spent = new Map<string, string>()

  issue(
    grant: Omit<Token, 'expiresAt' | 'family'> & { family?: string },
    { lifetimeMs, withRefresh }: { lifetimeMs: number; withRefresh: boolean },
  ): { access: string; refresh: string | undefined } {
    const family = grant.family ?? random()
    const token: Token = { ...grant, family, expiresAt: Date.now() + lifetimeMs }
    const access = `at-${random()}`
    this.access.set(access, token)
    if (!withRefresh) return { access, refresh: undefined }
    const refresh = `rt-${random()}`
    this.refresh.set(refresh, token)
    return { access, refresh }
  }

  /** The grant of a refresh token, which is used up by this; undefined when it is none, or was used before. */
  spend(refresh: string): Token | undefined {
    const family = this.#spent.get(refresh)
    if (family !== undefined) this.endFamily(family)
    const token = this.refresh.get(refresh)
    if (!token) return undefined
    this.refresh.delete(refresh)
    this.#spent.set(refresh, token.family)
    return token
  }

  endFamily(family: string): void {
    for (const tokens of [this.access, this.refresh]) {
      for (const [text, token] of tokens) if (token.family === family) tokens.delete(text)
    }
  }

  /** As if all access tokens had reached their end. */
  expireAccess(): void {
    this.access.clear()
  }

  endAll(): void {
    this.access.clear()
    this.refresh.clear()
  }
}

export function random(): string {
  return randomBytes(24).toString('base64url')
}

/** RFC 7636, 4.6. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
