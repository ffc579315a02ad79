import 'server-only'
import type { NewServers } from '@/lib/domain/discovery'
import { shorten } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'
import { readingsOf } from '@/lib/domain/scope'
import type { Claim, ServerRecord } from '@/lib/domain/server'
import { SERVER_NAME_PATTERN } from '@/lib/domain/server-name'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { admissionOf, decidedClaim, isAdmitted, withDecision } from './admission'
import { type Conflict, shadowingOf } from './conflicts'
import { Draft, type Plan, sameClaim } from './draft'
import type { Law } from './effective'
import { placeOf, shownOrigin } from './origin'
import { stdioRefusal } from './stdio-policy'

export interface ReconcileInput {
  records: ReadonlyMap<string, ServerRecord>
  /** Names that the source claims so far; found in the records when it is not given. */
  claimed?: Iterable<string> | undefined
  sourceId: string
  snapshot: Snapshot
  /** How servers are treated that the source has not declared before; `enabled` unless told. */
  newServers?: NewServers | undefined
  law: Law
  /** ISO time. */
  now: string
}

export interface Reconciliation extends Plan {
  /** Names in the snapshot that other sources claim too. */
  conflicts: Conflict[]
  /** Names that wait for a person's word. */
  held: string[]
  /** Candidates that can't be taken, each with the reason. */
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
  newServers = 'enabled',
  law,
  now,
  ...input
}: ReconcileInput): Reconciliation {
  const draft = new Draft((name) => records.get(name), law, now)
  const { sound, problems } = examine(sourceId, snapshot, law)
  const unreadable = new Set(snapshot.unreadable)
  const held: string[] = []
  const put = (name: string, before: Claim | undefined, said: Claim, wanted = newServers) => {
    const { claims, overrides } = draft.content(name)
    const decided = overrides.admissions?.[sourceId]
    // What waits goes on waiting while nothing can be read of it.
    const asked = said === before && before.admission === 'held' ? 'held' : wanted
    const admission = admissionOf({ before, decided, newServers: asked })
    const claim = decidedClaim(said, admission ?? 'accepted')
    if (!before || !sameClaim(before, claim)) draft.putClaim(name, claim)
    else if (before.origin?.line !== claim.origin?.line) {
      // Nothing but its line, so that memory is otherwise as it is stored.
      draft.putClaim(name, { ...before, origin: claim.origin })
    }
    if (admission === 'held') held.push(name)
    const isNew = admission === undefined && decided === undefined && !claims.some(isAdmitted)
    if (isNew && asked === 'disabled') switchOff(draft, name, sourceId)
  }
  for (const name of input.claimed ?? claimedBy(records, sourceId)) {
    if (sound.has(name)) continue
    const before = draft.claimOf(name, sourceId)
    if (before && isUnreadable(before, unreadable)) put(name, before, before)
    else draft.dropClaim(name, sourceId)
  }
  for (const [name, candidate] of sound) {
    const before = draft.claimOf(name, sourceId)
    const isOld = before !== undefined && isKept(before, candidate, unreadable)
    const { newServers: wanted, ...said } = candidate
    put(name, before, isOld ? before : { ...said, sourceId, seenAt: now }, wanted)
  }
  const conflicts = [...sound.keys()].flatMap(
    (name) => shadowingOf(name, draft.content(name).claims, law.order) ?? [],
  )
  return { ...draft.finish(), conflicts, held, problems }
}

/** Once for each server: who switches it on, or had decided that already, is not to do it again. */
function switchOff(draft: Draft, name: string, sourceId: string): void {
  const { claims, overrides } = draft.content(name)
  const decided = withDecision({ enabled: false, ...overrides }, sourceId, 'disabled')
  draft.put(name, { claims, overrides: decided })
}

function isUnreadable(read: Pick<Claim, 'origin'>, unreadable: ReadonlySet<string>): boolean {
  return readingsOf(read.origin).some((reading) => unreadable.has(reading))
}

/**
 * A claim from where nothing can be read now stays as it is, save that one which is stale already gives way to what is
 * read elsewhere.
 */
function isKept(before: Claim, candidate: Candidate, unreadable: ReadonlySet<string>): boolean {
  if (!isUnreadable(before, unreadable)) return false
  return before.staleSince === undefined || isUnreadable(candidate, unreadable)
}

function* claimedBy(records: ReadonlyMap<string, ServerRecord>, sourceId: string): Iterable<string> {
  for (const record of records.values()) {
    if (record.claims.some((claim) => claim.sourceId === sourceId)) yield record.name
  }
}

/** The candidates that may become claims, by name; the first of a name counts. */
function examine(sourceId: string, snapshot: Snapshot, law: Law) {
  const sound = new Map<string, Candidate>()
  const problems: Problem[] = []
  for (const candidate of snapshot.candidates) {
    const { name } = candidate.spec
    const refusal =
      refusalOf(candidate, sound.get(name)) ?? stdioRefusal(law.stdio, sourceId, candidate.spec.endpoint)
    if (refusal === undefined) sound.set(name, candidate)
    else
      problems.push({
        severity: 'error',
        message: refusal,
        server: shorten(name, 128),
        ...(candidate.origin && shownOrigin(candidate.origin)),
      })
  }
  return { sound, problems }
}

function refusalOf({ spec: { name } }: Candidate, earlier: Candidate | undefined): string | undefined {
  if (!SERVER_NAME_PATTERN.test(name))
    return `${JSON.stringify(shorten(name, 60))} can't be the name of a server`
  if (!earlier) return undefined
  const place = placeOf(earlier)
  return `The name ${name} is declared twice; the first one${place === undefined ? '' : ` in ${place}`} counts`
}
