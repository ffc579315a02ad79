import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { HealthRules } from '@/lib/domain/health'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate, Snapshot } from '@/lib/domain/snapshot'
import { type Entry, entriesUnder, type Format, type FormatId, type JsonObject } from './format'
import { FORMATS, WRITABLE_FORMATS } from './formats/all'
import type { Variables } from './interpolate'
import { parseText } from './parse-text'
import type { Fault, ParsedText, Syntax } from './parsed-text'
import { readEntry } from './read-entry'
import type { ReadingCache } from './reading-cache'
import { HEALTH_KEY, type HealthReading, readHealthRules } from './read-health-rules'
import { type DiscoverySettings, readSettings, SETTINGS_KEY } from './read-settings'
import { toJson } from './to-json'

export interface ServersText {
  /** Whose file it is; undefined when that can't be told. */
  format?: FormatId
  syntax: Syntax
  snapshot: Snapshot
  /** What it sets about discovery. */
  settings?: DiscoverySettings
  /** The limits of checks that it sets. */
  health?: HealthRules
  /** Whether the text as a whole can be read; single servers may still have errors, which are among the problems. */
  syntaxValid: boolean
}

export interface ReadOptions {
  /** Where the text was read: its extension names the syntax, and problems carry it. */
  place: string
  /** Fills `${VAR}`; without it, references stay as text and are warned of. */
  variables?: Variables
  /** What to do about a variable that is missing, a sentence. */
  hint?: string
  /** The id of the format in which it is written, where that is known: some look alike and mean different things. */
  format?: string
  /** Of what was read with the same options before. */
  cache?: ReadingCache
}

/** Reads a document of servers: our own, or any client's, in YAML, JSON or TOML. Never throws. */
export function parseServersText(text: string, options: ReadOptions): ServersText {
  const { place, cache } = options
  const parsed = parseText(text, place, cache)
  const { syntax } = parsed
  const refuse = (faults: Fault[]): ServersText => ({
    syntax,
    syntaxValid: false,
    snapshot: { candidates: [], problems: faults.map((fault) => ({ severity: 'error', place, ...fault })) },
  })
  if (parsed.faults.length > 0) return refuse(parsed.faults)
  if (parsed.value === null) return { syntax, syntaxValid: true, snapshot: { candidates: [], problems: [] } }
  if (!isObject(parsed.value)) return refuse([{ message: NOTHING_HERE, line: 1, column: 1 }])
  // Where it is known to be JSON it must stay the very same objects: the cache knows them.
  const document = parsed.isJson ? (parsed.value as JsonObject) : toJson(parsed.value)
  const format = FORMATS.find(({ id }) => id === options.format) ?? formatOf(document)
  if (!format && !SECTIONS.some((key) => Object.hasOwn(document, key)))
    return refuse([{ message: hintFor(document), line: 1, column: 1 }])
  const { settings, problems: ofDiscovery } = readSettings(document, parsed, options)
  // A server may be called so, where servers stand without a root.
  const { rules, problems: ofHealth } =
    format === bareMap ? NOTHING_SET : readHealthRules(document, parsed, options)
  const problems = [...ofDiscovery, ...ofHealth]
  const set = { ...(settings && { settings }), ...(rules && { health: rules }) }
  // Without servers it may still say how to find some.
  if (!format) {
    return {
      syntax,
      syntaxValid: true,
      snapshot: { candidates: [], problems: [...problems, ...unknownBeside(document, options, parsed)] },
      ...set,
    }
  }
  const shapeFault = faultOfShape(document, parsed)
  if (shapeFault) return refuse([shapeFault])
  const entries = format.read(document)
  const twice = faultsOfNames(entries, parsed)
  if (twice.length > 0) return refuse(twice)
  const snapshot = readAll(entries, parsed, { ...options, format: format.id })
  return {
    format: format.id,
    syntax,
    syntaxValid: true,
    snapshot: { ...snapshot, problems: [...snapshot.problems, ...problems] },
    ...set,
  }
}

/** What may stand in a document beside servers, or without any. */
const SECTIONS = [SETTINGS_KEY, HEALTH_KEY]
const NOTHING_SET: HealthReading = { problems: [] }
const ROOTS = [...new Set(Object.values(WRITABLE_FORMATS).map(({ root }) => root))]
const NOTHING_HERE = `No servers are declared here. They stand by name under one of: ${ROOTS.join(', ')}`

function readAll(entries: Entry[], parsed: ParsedText, options: ReadOptions): Snapshot {
  const candidates: Candidate[] = []
  const problems: Problem[] = []
  const { cache, place, format = '' } = options
  for (const entry of entries) {
    const read = () => readEntry(entry, parsed, options)
    const from = { context: `${format} ${place}`, line: parsed.locate(entry.path)?.line }
    const reading = cache?.reading(entry.document, from, read) ?? read()
    if (reading.candidate) candidates.push(reading.candidate)
    problems.push(...reading.problems)
  }
  return { candidates, problems }
}

function formatOf(document: JsonObject): Format | undefined {
  return FORMATS.find((format) => format.detect(document)) ?? (isBareMap(document) ? bareMap : undefined)
}

/** Servers by name without a root, as documentation often shows them to be pasted. */
const bareMap: Format = {
  ...WRITABLE_FORMATS.portolan,
  read: (document) =>
    entriesUnder({ servers: document }, 'servers', (entry) => ({ document: entry, warnings: [] })).map(
      (entry) => ({
        ...entry,
        path: entry.path.slice(1),
      }),
    ),
}

function isBareMap(document: JsonObject): boolean {
  const values = Object.values(document)
  return values.length > 0 && values.every(looksLikeServer)
}

function looksLikeServer(value: unknown): boolean {
  return isObject(value) && ('command' in value || 'url' in value)
}

/** A slip in the key of the servers must not pass because settings stand beside it. */
function unknownBeside(document: JsonObject, { place }: ReadOptions, parsed: ParsedText): Problem[] {
  const key = nearRoot(document) ?? Object.keys(document).find((other) => looksLikeServer(document[other]))
  return key === undefined
    ? []
    : [{ severity: 'error', message: hintFor(document), place, ...parsed.locate([key]) }]
}

function nearRoot(document: JsonObject): string | undefined {
  return Object.keys(document).find((key) => /^(mcp[_-]?)?servers?$/i.test(key))
}

function hintFor(document: JsonObject): string {
  const near = nearRoot(document)
  return near === undefined ? NOTHING_HERE : `${NOTHING_HERE}. Did you mean “servers” for “${near}”?`
}

/** `servers:` with nothing below declares none; anything but an object there is a mistake. */
function faultOfShape(document: JsonObject, parsed: ParsedText): Fault | undefined {
  const root = ROOTS.find((key) => Object.hasOwn(document, key))
  const servers = root === undefined ? undefined : document[root]
  if (root === undefined || servers === null || isObject(servers)) return undefined
  if (root === 'servers' && Array.isArray(servers)) return undefined
  return { message: `“${root}” must hold servers by their names`, ...parsed.locate([root]) }
}

/** A file's keys can't repeat, but names in a list can. */
function faultsOfNames(entries: Entry[], parsed: ParsedText): Fault[] {
  const names = new Set<string>()
  return entries.flatMap(({ name, path }) => {
    if (name === '' && typeof path.at(-1) === 'number') {
      return [{ message: 'A server in a list needs a name', ...parsed.locate(path) }]
    }
    if (!names.has(name)) {
      names.add(name)
      return []
    }
    return [{ message: `The server ${JSON.stringify(name)} is declared twice`, ...parsed.locate(path) }]
  })
}
