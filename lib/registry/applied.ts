import 'server-only'
import type { FieldChange, Run, RunDiff } from '@/lib/domain/discovery'
import type { Changes } from '@/lib/domain/api/config'
import { shorten } from '@/lib/domain/document-fields'
import type { Problem } from '@/lib/domain/problem'
import type { Server, ServerRecord } from '@/lib/domain/server'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { Conflict } from './conflicts'
import { admittedOf, claimOf, fieldChanges, staleSinceOf } from './diff'
import { type Law, serverOf } from './effective'
import type { Reconciliation } from './reconcile'
import { targetOf } from './target'

/** A run's record is stored and shown: what a huge snapshot changes is told in full by the counts alone. */
const LISTED = 1_000
const FIELDS_OF_ONE = 30
const FIELDS_IN_ALL = 5_000

export interface Applied extends Changes {
  /** Candidates that could not be taken. */
  problems: Problem[]
  /** Names in the snapshot that other sources claim too. */
  conflicts: Conflict[]
  counts: Run['counts']
  /** Server by server; long lists are cut. */
  diff: RunDiff
}

interface Parts {
  sourceId: string
  snapshot: Snapshot
  plan: Reconciliation
  /** As it was before the plan was carried out. */
  records: ReadonlyMap<string, ServerRecord>
  law: Law
}

/** What comes of a snapshot, told before it is carried out. */
export function appliedOf(parts: Parts): Applied {
  const { changes, problems, conflicts } = parts.plan
  return { ...changes, problems, conflicts, counts: countsOf(parts), diff: diffOf(parts) }
}

/** What waits for a person's word is added too, but no server yet. */
function diffOf({ sourceId, plan, records, law }: Parts): RunDiff {
  const after = new Map(plan.upserts.map((record) => [record.name, record]))
  const serverBefore = (name: string) => serverIn(records.get(name), law)
  const serverAfter = (name: string) => serverIn(after.get(name), law)
  const added = plan.changes.added.slice(0, LISTED).flatMap((name) => {
    const server = serverAfter(name)
    return server ? [{ name, target: targetOf(claimOf(server)), held: false }] : []
  })
  const removed = plan.changes.removed.slice(0, LISTED).flatMap((name) => {
    const server = serverBefore(name)
    return server ? [{ name, target: targetOf(claimOf(server)) }] : []
  })
  return {
    added: [...added, ...newlyHeld(sourceId, plan, records)].slice(0, LISTED),
    changed: changedIn(sourceId, plan, (name) => [serverBefore(name), serverAfter(name)]),
    removed,
    shadowed: shadowedIn(sourceId, plan).slice(0, LISTED),
  }
}

function countsOf({ sourceId, snapshot, plan }: Parts): Run['counts'] {
  const problems = [...snapshot.problems, ...plan.problems]
  const { added, changed, removed } = plan.changes
  return {
    found: snapshot.candidates.length,
    added: added.length,
    changed: changed.length,
    removed: removed.length,
    shadowed: shadowedIn(sourceId, plan).length,
    held: plan.held.length,
    errors: problems.filter(({ severity }) => severity === 'error').length,
  }
}

function serverIn(record: ServerRecord | undefined, law: Law): Server | undefined {
  return record && serverOf(record, law)
}

function newlyHeld(sourceId: string, { upserts, held }: Reconciliation, records: Parts['records']) {
  const waiting = new Set(held)
  const claimIn = (record: ServerRecord | undefined) =>
    record?.claims.find((claim) => claim.sourceId === sourceId)
  return upserts.flatMap((record) => {
    const claim = waiting.has(record.name) ? claimIn(record) : undefined
    if (!claim || claimIn(records.get(record.name))?.admission === 'held') return []
    return [{ name: record.name, target: targetOf(claim), held: true }]
  })
}

function shadowedIn(sourceId: string, { conflicts }: Reconciliation): RunDiff['shadowed'] {
  return conflicts.flatMap((conflict) =>
    conflict.kind === 'shadowed' && conflict.shadowed.includes(sourceId)
      ? [{ name: conflict.name, winner: conflict.winner }]
      : [],
  )
}

type Pair = [before: Server | undefined, after: Server | undefined]

function changedIn(
  sourceId: string,
  { changes }: Reconciliation,
  pairOf: (name: string) => Pair,
): RunDiff['changed'] {
  const changed: RunDiff['changed'] = []
  let fieldsLeft = FIELDS_IN_ALL
  for (const { name } of changes.changed) {
    if (changed.length === LISTED || fieldsLeft <= 0) break
    const [before, after] = pairOf(name)
    if (!before || !after) continue
    const fields = cut(serverChanges(sourceId, before, after))
    changed.push({ name, fields })
    fieldsLeft -= fields.length
  }
  return changed
}

function cut(fields: FieldChange[]): FieldChange[] {
  if (fields.length <= FIELDS_OF_ONE) return fields
  const more = `${fields.length - FIELDS_OF_ONE} more fields`
  return [...fields.slice(0, FIELDS_OF_ONE), { field: '…', before: '', after: more }]
}

/** What people will see of the change: of the server as it serves, then of who declares it. */
function serverChanges(sourceId: string, before: Server, after: Server): FieldChange[] {
  const serving = (server: Server) => ({ ...claimOf(server), spec: server.spec })
  const declaring = (server: Server) =>
    admittedOf(server)
      .map((claim) => claim.sourceId)
      .join(', ')
  const told = [
    ...fieldChanges(serving(before), serving(after)),
    ...changeOf('source', before.source, after.source),
    ...changeOf('blocked', before.blocked, after.blocked),
    ...changeOf('stale since', staleSinceOf(before), staleSinceOf(after)),
    ...changeOf('declared by', declaring(before), declaring(after)),
  ]
  return told.length > 0 ? told : shadowedChanges(sourceId, before, after)
}

function changeOf(field: string, before = '', after = ''): FieldChange[] {
  return before === after ? [] : [{ field, before: shorten(before, 500), after: shorten(after, 500) }]
}

/** The source says something else of a server of which another's word counts. */
function shadowedChanges(sourceId: string, before: Server, after: Server): FieldChange[] {
  const [was, is] = [before, after].map((server) =>
    admittedOf(server).find((claim) => claim.sourceId === sourceId),
  )
  if (!was || !is) return []
  return fieldChanges(was, is).map((change) => ({ ...change, field: `${sourceId}: ${change.field}` }))
}
