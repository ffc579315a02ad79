import 'server-only'
import type { Draft } from './draft'

/** How long the servers of a failing source stay, in ms. */
export interface Grace {
  /** From the first failure until its servers are stale. */
  graceMs: number
  /** From then until they leave. */
  staleMs: number
}

export const DEFAULT_GRACE: Grace = { graceMs: 5 * 60_000, staleMs: 24 * 3_600_000 }

/**
 * Ages the claims of a source that has failed since `failedSince` (ms): stale when its grace is over, gone after that.
 * Returns when the next change is due, in ms; undefined when nothing is left to age.
 */
export function lapse(
  draft: Draft,
  { sourceId, names, failedSince, now, grace }: LapseInput,
): number | undefined {
  const staleAt = failedSince + grace.graceMs
  let due: number | undefined
  for (const name of names) {
    const claim = draft.claimOf(name, sourceId)
    if (!claim) continue
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

interface LapseInput {
  sourceId: string
  names: Iterable<string>
  failedSince: number
  now: number
  grace: Grace
}
