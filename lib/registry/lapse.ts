import 'server-only'
import { readingsOf } from '@/lib/domain/scope'
import type { Claim } from '@/lib/domain/server'
import type { Draft } from './draft'

/** How long the servers of a failing source stay, in ms. */
export interface Grace {
  /** From the first failure until its servers are stale. */
  graceMs: number
  /** From then until they leave. */
  staleMs: number
}

export const DEFAULT_GRACE: Grace = { graceMs: 5 * 60_000, staleMs: 24 * 3_600_000 }

/** Since when what a source reads can't be read, in ms: all of it, or scopes and places. */
export interface Failing {
  since: number | undefined
  scopes: ReadonlyMap<string, number>
}

interface LapseInput {
  sourceId: string
  names: Iterable<string>
  failing: Failing
  now: number
  grace: Grace
}

/**
 * Ages the claims of a source, or of its scopes, that can't be read: stale when their grace is over, gone after that.
 * Returns when the next change is due, in ms; undefined when nothing is left to age.
 */
export function lapse(
  draft: Draft,
  { sourceId, names, failing, now, grace }: LapseInput,
): number | undefined {
  let due: number | undefined
  for (const name of names) {
    const claim = draft.claimOf(name, sourceId)
    if (!claim) continue
    const failedSince = failedSinceOf(claim, failing)
    if (failedSince === undefined) continue
    const staleAt = failedSince + grace.graceMs
    // A claim that was stale already when we started has its time from then.
    const staleSince = claim.staleSince === undefined ? staleAt : Date.parse(claim.staleSince)
    const leavesAt = staleSince + grace.staleMs
    if (now >= leavesAt) {
      draft.dropClaim(name, sourceId)
      continue
    }
    if (now >= staleAt && claim.staleSince === undefined) {
      draft.putClaim(name, { ...claim, staleSince: new Date(staleAt).toISOString() })
    }
    const next = now >= staleAt || claim.staleSince !== undefined ? leavesAt : staleAt
    due = Math.min(due ?? next, next)
  }
  return due
}

/** The earliest of what speaks against it, but not before it was last seen otherwise. */
function failedSinceOf({ origin, seenAt }: Claim, { since, scopes }: Failing): number | undefined {
  const parts = readingsOf(origin).map((reading) => scopes.get(reading))
  const all = [since, ...parts].filter((each) => each !== undefined)
  return all.length === 0 ? undefined : Math.max(Math.min(...all), Date.parse(seenAt))
}
