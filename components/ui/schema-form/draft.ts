import { assertNever } from '@/lib/kit/assert-never'
import type { Field, ObjectField, UnionField } from './field'
import { isObject, isSameJson, type Json } from './json'

/**
 * What a person has entered so far, in the shape of its field. Undefined is "not given".
 * Numbers and JSON are the text as typed, so that "-" and "1." are not lost while typing.
 */
export type Draft =
  undefined | string | boolean | ChoiceDraft | ListDraft | ObjectDraft | MapDraft | UnionDraft
export interface ChoiceDraft {
  kind: 'choice'
  /** Indexes into the field's choices. */
  chosen: number[]
}
export interface ListDraft {
  kind: 'list'
  items: { id: number; value: Draft }[]
}
export interface ObjectDraft {
  kind: 'object'
  values: Record<string, Draft>
}
export interface MapDraft {
  kind: 'map'
  entries: { id: number; key: string; value: Draft }[]
}
export interface UnionDraft {
  kind: 'union'
  variant: number
  value: Draft
}

/** Identity of a row in a list, so that removing one does not move another's focus. */
export function nextRowId(rows: readonly { id: number }[]): number {
  return rows.reduce((highest, row) => Math.max(highest, row.id), 0) + 1
}

export function emptyDraft(field: Field): Draft {
  if (field.default !== undefined) {
    const read = draftFrom(field, field.default)
    if (read.lost.length === 0) return read.draft
  }
  switch (field.kind) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'json':
    case 'choice':
    case 'choices':
      return undefined
    case 'array':
      return { kind: 'list', items: [] }
    case 'map':
      return { kind: 'map', entries: [] }
    case 'object':
      return {
        kind: 'object',
        values: Object.fromEntries(field.properties.map(({ name, field: each }) => [name, emptyDraft(each)])),
      }
    case 'union': {
      const [first] = field.variants
      return { kind: 'union', variant: 0, value: first ? emptyDraft(first.field) : undefined }
    }
    default:
      return assertNever(field)
  }
}

export interface ReadDraft {
  draft: Draft
  /** Paths of values that the form has no place for. */
  lost: string[]
}

/** The draft that would give `value`; tells what the form can't hold. */
export function draftFrom(field: Field, value: Json, path = ''): ReadDraft {
  const lost: ReadDraft = { draft: undefined, lost: [path] }
  if (value === null)
    return field.nullable ? { draft: undefined, lost: [] } : field.kind === 'json' ? kept('null') : lost
  switch (field.kind) {
    case 'string':
      return typeof value === 'string' ? kept(value) : lost
    case 'number':
      return typeof value === 'number' ? kept(String(value)) : lost
    case 'boolean':
      return typeof value === 'boolean' ? kept(value) : lost
    case 'json':
      return kept(JSON.stringify(value, null, 2))
    case 'choice':
    case 'choices': {
      const values = field.kind === 'choices' && Array.isArray(value) ? value : [value]
      const chosen = values.map((each) => field.choices.findIndex((choice) => isSameJson(choice.value, each)))
      return chosen.includes(-1) ? lost : kept({ kind: 'choice', chosen })
    }
    case 'array': {
      if (!Array.isArray(value)) return lost
      const read = value.map((each, index) => draftFrom(field.item, each, `${path}/${index}`))
      const items = read.map((each, index) => ({ id: index + 1, value: each.draft }))
      return { draft: { kind: 'list', items }, lost: read.flatMap((each) => each.lost) }
    }
    case 'map': {
      if (!isObject(value)) return lost
      const read = Object.entries(value).map(([key, each]) => ({
        key,
        ...draftFrom(field.value, each, `${path}/${key}`),
      }))
      const entries = read.map(({ key, draft }, index) => ({ id: index + 1, key, value: draft }))
      return { draft: { kind: 'map', entries }, lost: read.flatMap((each) => each.lost) }
    }
    case 'object':
      return isObject(value) ? objectFrom(field, value, path) : lost
    case 'union':
      return unionFrom(field, value, path)
    default:
      return assertNever(field)
  }
}

function kept(draft: Draft): ReadDraft {
  return { draft, lost: [] }
}

function objectFrom(field: ObjectField, value: Record<string, Json>, path: string): ReadDraft {
  const lost: string[] = []
  const known = new Set(field.properties.map((property) => property.name))
  for (const key of Object.keys(value)) if (!known.has(key)) lost.push(`${path}/${key}`)
  const values = Object.fromEntries(
    field.properties.map(({ name, field: each }) => {
      const given = Object.hasOwn(value, name) ? value[name] : undefined
      if (given === undefined) return [name, undefined]
      const read = draftFrom(each, given, `${path}/${name}`)
      lost.push(...read.lost)
      return [name, read.draft]
    }),
  )
  return { draft: { kind: 'object', values }, lost }
}

/** The first variant that holds the whole value, else the one that loses least. */
function unionFrom(field: UnionField, value: Json, path: string): ReadDraft {
  const tries = field.variants.map((variant, index) => ({
    index,
    read: draftFrom(variant.field, value, path),
  }))
  const best = tries.reduce<(typeof tries)[number] | undefined>(
    (found, each) => (!found || each.read.lost.length < found.read.lost.length ? each : found),
    undefined,
  )
  if (!best) return { draft: undefined, lost: [path] }
  return { draft: { kind: 'union', variant: best.index, value: best.read.draft }, lost: best.read.lost }
}
