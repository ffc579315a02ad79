import 'server-only'
import { isObject, shorten } from '@/lib/domain/document-fields'
import { maskSpec } from '@/lib/domain/hiding'
import type { FieldChange } from '@/lib/domain/discovery'
import type { Claim, Server, ServerSpec } from '@/lib/domain/server'
import { isAdmitted } from './admission'

/** Equal as JSON: the order of keys does not count, nor does a member that is undefined. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, index) => sameJson(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  for (const key in a) if (!sameJson(a[key], b[key])) return false
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false
  return true
}

const SPEC_FIELDS = [
  'title',
  'description',
  'endpoint',
  'enabled',
  'tags',
  'metadata',
  'version',
  'icon',
  'health',
  'policy',
  'extra',
] as const satisfies (keyof ServerSpec)[]

export function changedSpecFields(before: ServerSpec, after: ServerSpec): string[] {
  return SPEC_FIELDS.filter((field) => !sameJson(before[field], after[field]))
}

/** What changed of a server: fields of its spec, then what surrounds it. */
export function changedFields(before: Server, after: Server): string[] {
  const fields = changedSpecFields(before.spec, after.spec)
  if (before.source !== after.source) fields.push('source')
  if (before.blocked !== after.blocked) fields.push('blocked')
  if (staleSinceOf(before) !== staleSinceOf(after)) fields.push('stale')
  // What is decided on claims, and those that are not let in, are no part of the server.
  const overrides = (server: Server) => ({ ...server.record.overrides, admissions: undefined })
  if (!sameJson(overrides(before), overrides(after))) fields.push('overrides')
  const rest = (server: Server) => admittedOf(server).map((claim) => ({ ...withoutLine(claim), seenAt: '' }))
  if (fields.length === 0 && !sameJson(rest(before), rest(after))) fields.push('claims')
  return fields
}

/** To compare claims: a server that has only moved within its file is none that has changed. */
export function withoutLine(claim: Claim): Claim {
  return claim.origin?.line === undefined ? claim : { ...claim, origin: { ...claim.origin, line: undefined } }
}

export function admittedOf(server: Server): Claim[] {
  return server.record.claims.filter(isAdmitted)
}

/** When the winning claim became stale. */
export function staleSinceOf(server: Server): string | undefined {
  return claimOf(server).staleSince
}

/** The claim that won. */
export function claimOf(server: Server): Claim {
  const claim = server.record.claims.find((candidate) => candidate.sourceId === server.source)
  if (!claim) throw new Error(`The winning claim of ${server.record.name} is missing`)
  return claim
}

/** Where a claim differs from another, leaf by leaf; values as text, secrets hidden. */
export function fieldChanges(before: Claim, after: Claim): FieldChange[] {
  const [a, b] = [leavesOf(before.spec), leavesOf(after.spec)]
  const fields = [...new Set([...a.keys(), ...b.keys()])].filter((field) => a.get(field) !== b.get(field))
  if (fields.length === 0) return []
  const [shownA, shownB] = [leavesOf(shown(before)), leavesOf(shown(after))]
  return fields.map((field) => ({ field, before: text(shownA.get(field)), after: text(shownB.get(field)) }))
}

export interface Difference {
  field: string
  winner: string
  shadowed: string
}

/** Where a shadowed claim says something else than the winner; values as text, secrets hidden. */
export function differences(winner: Claim, shadowed: Claim): Difference[] {
  return fieldChanges(winner, shadowed).map(({ field, before, after }) => {
    return { field, winner: before, shadowed: after }
  })
}

function text(leaf: string | undefined): string {
  return leaf === undefined ? '' : shorten(leaf, 500)
}

/** A claim's spec as it was written, which is what pages show and people change. */
export function written({ spec, declared }: Claim): ServerSpec {
  return { ...spec, endpoint: declared ?? spec.endpoint }
}

/** The same, as people may see it. */
export function shown(claim: Claim): ServerSpec {
  return maskSpec(written(claim))
}

/** `endpoint.env.TOKEN` -> its text; a list is one leaf. */
function leavesOf(spec: ServerSpec): Map<string, string> {
  const leaves = new Map<string, string>()
  const visit = (value: unknown, path: string) => {
    if (value === undefined) return
    if (isObject(value))
      for (const [key, inner] of Object.entries(value)) visit(inner, path ? `${path}.${key}` : key)
    else leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value))
  }
  visit({ ...spec, name: undefined }, '')
  return leaves
}
