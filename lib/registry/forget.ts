import 'server-only'
import type { Catalogue } from './catalogue'
import { MANUAL } from './change'
import type { Draft } from './draft'

/** Lets go of what sources declared that are not among these; what people registered stays. */
export function forgetSources(draft: Draft, catalogue: Catalogue, kept: readonly string[]): void {
  for (const sourceId of catalogue.sources()) {
    if (sourceId === MANUAL || kept.includes(sourceId)) continue
    for (const name of catalogue.claimedBy(sourceId)) draft.dropClaim(name, sourceId)
  }
}

/** Forgets what people changed and decided on servers that nobody has declared since then (ISO time). */
export function forgetOverrides(draft: Draft, catalogue: Catalogue, since: string): void {
  for (const { name, claims, updatedAt } of catalogue.records.values()) {
    if (claims.length === 0 && updatedAt < since) draft.put(name, { claims: [], overrides: {} })
  }
}
