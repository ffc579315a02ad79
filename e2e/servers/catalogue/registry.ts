import type { Answer } from './serve'

export interface RegistryEntry {
  server: Record<string, unknown>
  _meta: { 'io.modelcontextprotocol.registry/official': Record<string, unknown> }
}

const OFFICIAL = 'io.modelcontextprotocol.registry/official'

/** A server of the registry, reached at a URL. */
export function registryEntry(
  name: string,
  {
    version = '1.0.0',
    status = 'active',
    isLatest = true,
    updatedAt = '2026-10-01T00:00:00Z',
    ...rest
  }: {
    version?: string
    status?: string
    isLatest?: boolean
    updatedAt?: string
    [key: string]: unknown
  } = {},
): RegistryEntry {
  const remotes = [
    { type: 'streamable-http', url: `https://${name.replace(/[^a-z0-9.-]/gi, '-')}.example.com/mcp` },
  ]
  return {
    server: { name, version, description: `What ${name} is for`, remotes, ...rest },
    _meta: { [OFFICIAL]: { status, isLatest, updatedAt, publishedAt: updatedAt } },
  }
}

/** The list of a registry (API v0.1) over `entries()`: paged by cursor, `version=latest`, `updated_since` as the official one. */
export function registryList(entries: () => readonly RegistryEntry[]): Answer {
  return ({ url }, response) => {
    const query = new URL(url, 'http://registry').searchParams
    const limit = Math.min(Number(query.get('limit') ?? 30), 100)
    const since = query.get('updated_since')
    const matching = entries().filter(({ _meta: { [OFFICIAL]: official } }) => {
      if (query.get('version') === 'latest' && official.isLatest === false) return false
      if (since === null) return official.status !== 'deleted'
      return Date.parse(String(official.updatedAt)) >= Date.parse(since)
    })
    const from = Number(query.get('cursor') ?? 0)
    const servers = matching.slice(from, from + limit)
    const next = from + limit < matching.length ? { nextCursor: String(from + limit) } : {}
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ servers, metadata: { count: servers.length, ...next } }))
  }
}
