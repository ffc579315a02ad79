import 'server-only'
import type { ServerDetail, ServerSummary } from '@/lib/domain/api/servers'
import { transportOf } from '@/lib/domain/endpoint'
import { maskEndpoint, maskHealth } from '@/lib/domain/hiding'
import type { Claim } from '@/lib/domain/server'
import { isAdmitted } from './admission'
import type { Catalogue, Entry } from './catalogue'
import { admittedOf, claimOf, differences, shown, staleSinceOf } from './diff'
import type { Live } from './live'
import { shownOrigin } from './origin'

/** A server as lists show it. */
export function summaryOf({ server, target }: Entry, live: Live): ServerSummary {
  const { spec, source, blocked, record } = server
  const { connection, verdict, reason, breaker, tools } = live(spec.name)
  return {
    name: spec.name,
    ...(spec.title === undefined ? {} : { title: spec.title }),
    ...(spec.description === undefined ? {} : { description: spec.description }),
    enabled: spec.enabled,
    tags: spec.tags,
    source,
    claims: record.claims.filter(isAdmitted).length,
    transport: transportOf(spec.endpoint),
    target,
    ...(spec.version === undefined ? {} : { version: spec.version }),
    ...(spec.icon === undefined ? {} : { icon: spec.icon }),
    connection,
    verdict,
    ...(reason && { reason }),
    ...(breaker && { breaker }),
    tools,
    ...(blocked === undefined ? {} : { blocked }),
    stale: staleSinceOf(server) !== undefined,
    revision: record.revision,
    updatedAt: record.updatedAt,
  }
}

export interface DetailParts {
  live: Live
  catalogue: Pick<Catalogue, 'sameEndpointAs'>
  /** When a source last answered, where that is later than what its claims say: ISO time. */
  seenAt: (sourceId: string) => string | undefined
}

/** A server whole. Secrets are hidden in every part. */
export function detailOf(entry: Entry, { live, catalogue, seenAt }: DetailParts): ServerDetail {
  const { server } = entry
  const winner = claimOf(server)
  const { endpoint, metadata, extra } = shown(winner)
  const { createdAt, overrides } = server.record
  return {
    ...summaryOf(entry, live),
    endpoint,
    metadata,
    extra,
    health: maskHealth(server.spec.health),
    policy: server.spec.policy,
    overrides: overrides.health ? { ...overrides, health: maskHealth(overrides.health) } : overrides,
    provenance: admittedOf(server).map((claim) => claimView(claim, winner, seenAt(claim.sourceId))),
    createdAt,
    sameEndpointAs: catalogue.sameEndpointAs(server),
  }
}

function claimView(
  claim: Claim,
  winner: Claim,
  seenAt: string | undefined,
): ServerDetail['provenance'][number] {
  return {
    sourceId: claim.sourceId,
    won: claim === winner,
    ...(claim.origin === undefined ? {} : { origin: shownOrigin(claim.origin) }),
    warnings: claim.warnings,
    ...(claim.staleSince === undefined ? {} : { staleSince: claim.staleSince }),
    seenAt: seenAt !== undefined && seenAt > claim.seenAt ? seenAt : claim.seenAt,
    endpoint: maskEndpoint(claim.declared ?? claim.spec.endpoint),
    differences: claim === winner ? [] : differences(winner, claim),
  }
}
