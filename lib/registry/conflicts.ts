import 'server-only'
import type { Endpoint } from '@/lib/domain/endpoint'
import type { Claim } from '@/lib/domain/server'
import { isAdmitted } from './admission'
import { winnerOf } from './effective'
import type { SourceOrder } from './precedence'

/** Where sources meet on a name, or two names mean one endpoint. */
export type Conflict =
  | { kind: 'shadowed'; name: string; winner: string; shadowed: string[] }
  | { kind: 'same-endpoint'; names: string[] }

/** Undefined for a name that a single source claims. */
export function shadowingOf(
  name: string,
  claims: readonly Claim[],
  order: SourceOrder,
): Conflict | undefined {
  const winner = claims.length > 1 ? winnerOf(claims, order) : undefined
  if (!winner) return undefined
  const others = claims.filter((claim) => claim !== winner && isAdmitted(claim))
  if (others.length === 0) return undefined
  const shadowed = others.map((claim) => claim.sourceId)
  return { kind: 'shadowed', name, winner: winner.sourceId, shadowed: shadowed.sort(order) }
}

/**
 * Equal for endpoints that lead to the same server: a URL whatever its headers, a command with its arguments, folder and
 * environment. Holds secrets: it stays in memory.
 */
export function endpointKey(endpoint: Endpoint): string {
  if (endpoint.kind === 'stdio') {
    const { command, args, cwd = null, env } = endpoint
    return JSON.stringify([command, args, cwd, Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))])
  }
  if (!URL.canParse(endpoint.url)) return endpoint.url
  const { protocol, host, pathname, search } = new URL(endpoint.url)
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}${search}`
}
