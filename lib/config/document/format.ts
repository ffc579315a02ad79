import 'server-only'
import type { EXPORT_FORMATS, ServerDocument } from '@/lib/domain/api/servers'
import { isObject } from '@/lib/domain/document-fields'
import type { ServerSpec } from '@/lib/domain/server'
import type { Path } from './parsed-text'

export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export type FormatId = ExportFormat | 'server-json'
export type JsonObject = ServerDocument

/** One server as a file declares it, in the words of our own document. */
export interface Entry {
  name: string
  /** Where it stands in the file. */
  path: Path
  /** What `readServerDocument` takes; whatever it is, if it is no object. */
  document: unknown
  warnings: string[]
}

/** How one program writes its servers into a file. Pure. */
export interface Format {
  readonly id: FormatId
  /** For a person: `Claude Desktop and Claude Code`. */
  readonly title: string
  /** Whether a document looks like this program's. */
  detect(document: JsonObject): boolean
  read(document: JsonObject): Entry[]
}

/** A format that can be written too. */
export interface WritableFormat extends Format {
  readonly id: ExportFormat
  /** The key under which its servers stand by name. */
  readonly root: string
  readonly fileName: string
  readonly syntax: 'json' | 'toml'
  /** A reference to a variable that this program fills; undefined if it fills none. */
  placeholder: ((name: string) => string) | undefined
  /** A server in its own words, and the fields that it has no word for. */
  write(spec: ServerSpec): { entry: JsonObject; lost: string[] }
  /** What else the file needs beside the servers (VS Code's `inputs`). */
  frame?(entries: JsonObject): JsonObject
}

/** The servers by name under a key, each translated by `translate`. */
export function entriesUnder(
  document: JsonObject,
  root: string,
  translate: (entry: JsonObject) => Pick<Entry, 'document' | 'warnings'>,
): Entry[] {
  const servers = document[root]
  if (!isObject(servers)) return []
  return Object.entries(servers).map(([name, entry]) => ({
    name,
    path: [root, name],
    // Parts of JSON are JSON.
    ...(isObject(entry) ? translate(entry as JsonObject) : { document: entry, warnings: [] }),
  }))
}

/** The objects under a key, for a look at how they are written. */
export function samplesUnder(document: JsonObject, root: string): JsonObject[] {
  const servers = document[root]
  // Parts of JSON are JSON.
  return isObject(servers) ? (Object.values(servers).filter(isObject) as JsonObject[]).slice(0, 100) : []
}

export function hasAnyKey(entries: JsonObject[], keys: readonly string[]): boolean {
  return entries.some((entry) => keys.some((key) => Object.hasOwn(entry, key)))
}
