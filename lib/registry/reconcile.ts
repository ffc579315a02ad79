import 'server-only'
import { shorten } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'
import type { Claim, ServerRecord } from '@/lib/domain/server'
import { SERVER_NAME_PATTERN } from '@/lib/domain/server-name'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { type Conflict, shadowingOf } from './conflicts'
import { Draft, type Plan, sameClaim } from './draft'
import type { Law } from './effective'
import { stdioRefusal } from './stdio-policy'

export interface ReconcileInput {
  records: ReadonlyMap<string, ServerRecord>
  /** Names that the source claims so far; found in the records when it is not given. */
  claimed?: Iterable<string> | undefined
  sourceId: string
  snapshot: Snapshot
  law: Law
  /** ISO time. */
  now: string
}

export interface Reconciliation extends Plan {
  /** Names in the snapshot that other sources claim too. */
  conflicts: Conflict[]
  /** Candidates that were refused, each with the reason. */
  problems: Problem[]
}

/**
 * Lets a source's claims become what its snapshot says. Pure: what is to be written comes back.
 * A server that the snapshot no longer has loses this source's claim; the next in precedence takes over.
 */
export function reconcile({
  records,
  sourceId,
  snapshot,
  law,
  now,
  ...input
}: ReconcileInput): Reconciliation {
  const draft = new Draft((name) => records.get(name), law, now)
  const { accepted, problems } = accept(sourceId, snapshot, law)
  const unreadable = new Set(snapshot.unreadable)
  for (const name of input.claimed ?? claimedBy(records, sourceId)) {
    if (!accepted.has(name) && !isHeld(draft.claimOf(name, sourceId), unreadable))
      draft.dropClaim(name, sourceId)
  }
  for (const [name, candidate] of accepted) {
    const before = draft.claimOf(name, sourceId)
    const claim: Claim = { ...candidate, sourceId, seenAt: now }
    if (!before || (!sameClaim(before, claim) && !isHeld(before, unreadable))) draft.putClaim(name, claim)
  }
  const conflicts = [...accepted.keys()].flatMap(
    (name) => shadowingOf(name, draft.content(name).claims, law.order) ?? [],
  )
  return { ...draft.finish(), conflicts, problems }
}

/** A claim from a place that can't be read now stays as it is. */
function isHeld(claim: Claim | undefined, unreadable: ReadonlySet<string>): boolean {
  return claim?.origin !== undefined && unreadable.has(claim.origin.place)
}

function* claimedBy(records: ReadonlyMap<string, ServerRecord>, sourceId: string): Iterable<string> {
  for (const record of records.values()) {
    if (record.claims.some((claim) => claim.sourceId === sourceId)) yield record.name
  }
}

/** The candidates that may become claims, by name; the first of a name counts. */
function accept(sourceId: string, snapshot: Snapshot, law: Law) {
  const accepted = new Map<string, Candidate>()
  const problems: Problem[] = []
  for (const candidate of snapshot.candidates) {
    const { name } = candidate.spec
    const refusal =
      refusalOf(candidate, accepted.get(name)) ?? stdioRefusal(law.stdio, sourceId, candidate.spec.endpoint)
    if (refusal === undefined) accepted.set(name, candidate)
    else
      problems.push({ severity: 'error', message: refusal, server: shorten(name, 128), ...candidate.origin })
  }
  return { accepted, problems }
}

function refusalOf({ spec: { name } }: Candidate, earlier: Candidate | undefined): string | undefined {
  if (!SERVER_NAME_PATTERN.test(name))
    return `${JSON.stringify(shorten(name, 60))} can't be the name of a server`
  if (!earlier) return undefined
  const { origin } = earlier
  const place = origin ? ` in ${origin.place}${origin.line === undefined ? '' : `, line ${origin.line}`}` : ''
  return `The name ${name} is declared twice; the first one${place} counts`
}
