import 'server-only'
import type { Claim, Overrides, Server, ServerRecord, ServerSpec } from '@/lib/domain/server'
import { isAdmitted } from './admission'
import type { SourceOrder } from './precedence'
import { type StdioPolicy, stdioRefusal } from './stdio-policy'

/** What decides between claims and what they may say. */
export interface Law {
  order: SourceOrder
  stdio: StdioPolicy
}

/** The first in precedence of those that are let in. */
export function winnerOf(claims: readonly Claim[], order: SourceOrder): Claim | undefined {
  let winner: Claim | undefined
  for (const claim of claims) {
    if (isAdmitted(claim) && (!winner || order(claim.sourceId, winner.sourceId) < 0)) winner = claim
  }
  return winner
}

/** The server that a record stands for: its winning claim with the overrides applied. None without a claim that is let in. */
export function serverOf(record: ServerRecord, law: Law): Server | undefined {
  const winner = winnerOf(record.claims, law.order)
  if (!winner) return undefined
  const declared = overridden(winner, record.overrides)
  const blocked = winner.blocked ?? stdioRefusal(law.stdio, winner.sourceId, winner.spec.endpoint)
  const spec = blocked === undefined ? declared : { ...declared, enabled: false }
  return { spec, source: winner.sourceId, record, ...(blocked === undefined ? {} : { blocked }) }
}

/** A person's own claim is changed itself; overrides stand beside what is discovered. */
export function overridden(claim: Claim, overrides: Overrides): ServerSpec {
  if (claim.sourceId === 'manual' || isEmpty(overrides)) return claim.spec
  const { spec } = claim
  return {
    ...spec,
    enabled: overrides.enabled ?? spec.enabled,
    tags: overrides.tags ?? spec.tags,
    health: { ...spec.health, ...told(overrides.health) },
    policy: { ...spec.policy, ...told(overrides.policy) },
  }
}

export function isEmpty(overrides: Overrides): boolean {
  return Object.keys(told(overrides)).length === 0
}

/** Without members that are undefined, which would overwrite when spread. */
function told<T extends object>(value: T | undefined): Partial<{ [K in keyof T]: NonNullable<T[K]> }> {
  const pairs = Object.entries(value ?? {}).filter(([, inner]) => inner !== undefined)
  // Only undefined members were left out.
  return Object.fromEntries(pairs) as Partial<{ [K in keyof T]: NonNullable<T[K]> }>
}
