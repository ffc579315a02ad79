import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { JsonObject } from './content'
import { nameOfEndpoint } from './names'

/** A server of our own document, by its name, as an earlier draft's card describes it. */
export interface DeclaredServer {
  name: string
  document: JsonObject
}

/**
 * The cards of SEP-1649 and SEP-1960: `serverInfo` or `name`, and where the server is in `transport`, `transports`,
 * `endpoint`, `endpoints` or `url`. A sentence where that can't be told.
 */
export function readOldCard(card: JsonObject, at: URL): DeclaredServer | string {
  const info = isObject(card.serverInfo) ? card.serverInfo : card
  const found = waysIn(card).flatMap((way) => endpointOf(way, at) ?? [])
  const best = found.find(({ transport }) => transport === 'streamable-http') ?? found[0]
  if (!best) return 'The server card does not say at which URL its server is reached'
  const title = textOf(info.title) ?? textOf(info.displayName)
  const name = textOf(info.name) ?? textOf(card.server_name)
  return {
    name: name ?? nameOfEndpoint(new URL(best.url)),
    document: {
      ...best,
      ...withText('title', title),
      ...withText('description', textOf(card.description) ?? textOf(info.description)),
      ...withText('version', textOf(info.version)),
    },
  }
}

function waysIn(card: JsonObject): unknown[] {
  const { transport, transports, endpoint, endpoints, url } = card
  const several = [transports, endpoints, transport].flatMap((ways): unknown[] => {
    if (Array.isArray(ways)) return ways as unknown[]
    if (!isObject(ways)) return []
    // `{ streamable_http: '/mcp' }`, or one way with its parts.
    if ('type' in ways || 'endpoint' in ways || 'url' in ways) return [ways]
    return Object.entries(ways).map(([type, address]) =>
      isObject(address) ? { type, ...address } : { type, url: address },
    )
  })
  const single = [endpoint, url].filter((address) => typeof address === 'string')
  return [
    ...several,
    ...single.map((address) => ({
      type: typeof transport === 'string' ? transport : undefined,
      url: address,
    })),
  ]
}

function endpointOf(way: unknown, at: URL): { url: string; transport: string } | undefined {
  if (!isObject(way)) return undefined
  const address = [way.url, way.endpoint, way.path].map(textOf).find((text) => text !== undefined)
  const transport = transportOf(textOf(way.type) ?? textOf(way.transport) ?? 'http')
  if (address === undefined || transport === undefined || !URL.canParse(address, at.origin)) return undefined
  const url = new URL(address, at.origin)
  return url.protocol.startsWith('http') ? { url: url.href, transport } : undefined
}

function transportOf(type: string): string | undefined {
  const bare = type.toLowerCase().replace(/[^a-z]/g, '')
  if (bare === 'sse' || bare === 'httpsse') return 'sse'
  return ['streamablehttp', 'http', 'https', 'streamable', 'httpstream', 'mcp'].includes(bare)
    ? 'streamable-http'
    : undefined
}

/** A card, or a registry's server, whose relative URLs are made whole. */
export function withWholeUrls(card: JsonObject, at: URL): JsonObject {
  if (!Array.isArray(card.remotes)) return card
  const remotes = (card.remotes as unknown[]).map((remote) => {
    const url = isObject(remote) ? textOf(remote.url) : undefined
    // A template (`https://{tenant}…`) is whole already, or no URL at all.
    if (url === undefined || !isObject(remote) || /^[a-z]+:|^\{/i.test(url) || !URL.canParse(url, at.href))
      return remote
    return { ...remote, url: new URL(url, at.href).href }
  })
  return { ...card, remotes }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function withText(key: string, value: string | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value }
}
