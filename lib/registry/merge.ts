import 'server-only'
import {
  type DocumentField,
  fieldsOfGroup,
  type FlatDocument,
  flattenDocument,
  isObject,
} from '@/lib/domain/document-fields'
import { readFlatDocument, type ServerReading, toServerDocument } from '@/lib/domain/server-document'
import type { ServerSpec } from '@/lib/domain/server'

/** The fields that changes speak of, and whether each is to be removed. */
export type Told = ReadonlyMap<DocumentField, 'set' | 'removed'>

export interface Merge {
  reading: ServerReading
  told: Told
}

const REMOTE: DocumentField[] = ['url', 'headers']
const STDIO: DocumentField[] = ['command', 'args', 'env', 'cwd']
const TRANSPORT: DocumentField[] = ['transport', 'type', 'kind']

/** A server's document with some fields changed. null removes a field; a command displaces a URL, and the reverse. */
export function mergeChanges(spec: ServerSpec, changes: Record<string, unknown>): Merge {
  const base = flattenDocument(toServerDocument(spec, { style: 'camel' }))
  const change = flattenDocument(changes)
  const told = new Map<DocumentField, 'set' | 'removed'>()
  for (const [field, entry] of change.entries) told.set(field, entry.value === null ? 'removed' : 'set')
  for (const field of fieldsOfNullGroups(changes)) told.set(field, 'removed')
  for (const field of displaced(changes, told)) base.entries.delete(field)
  for (const field of told.keys()) base.entries.delete(field)
  return { reading: readFlatDocument(spec.name, overlay(base, change)), told }
}

function overlay(base: FlatDocument, change: FlatDocument): FlatDocument {
  const unknown = new Map([...base.unknown, ...change.unknown])
  for (const [key, value] of change.unknown) if (value === null) unknown.delete(key)
  return {
    entries: new Map([...base.entries, ...change.entries]),
    unknown,
    errors: change.errors,
  }
}

/** `health: null` takes all that `health` holds back to its defaults. */
function fieldsOfNullGroups(changes: Record<string, unknown>): DocumentField[] {
  return Object.keys(changes)
    .filter((key) => changes[key] === null)
    .flatMap(fieldsOfGroup)
}

/** What of the present document can't stay beside the changes. */
function displaced(changes: Record<string, unknown>, told: Told): DocumentField[] {
  const sets = (fields: DocumentField[]) => fields.some((field) => told.get(field) === 'set')
  return [
    ...(isObject(changes.endpoint) ? fieldsOfGroup('endpoint') : []),
    ...(sets(['command']) ? [...REMOTE, ...TRANSPORT] : []),
    ...(sets(['url']) && !sets(['command']) ? STDIO : []),
    ...(sets(TRANSPORT) ? TRANSPORT : []),
    ...(sets(['enabled', 'disabled']) ? (['enabled', 'disabled'] as const) : []),
  ]
}
