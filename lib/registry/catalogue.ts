import 'server-only'
import type { Server, ServerRecord } from '@/lib/domain/server'
import { maskArguments, maskLine, maskUrl } from '@/lib/domain/hiding'
import { claimOf, written } from './diff'
import { endpointKey } from './conflicts'
import type { Plan } from './draft'
import { type Law, serverOf } from './effective'
import { type FixedCounts, fixedCountsOf } from './tally'
import { foldText, sortKeyOf } from './text'

/** A server with what lists need of it, made once for each change. */
export interface Entry {
  server: Server
  /** Command line or URL as people may see it. */
  target: string
  /** Everything that is searched, folded. */
  searched: string
  sortKey: string
}

/** All servers in memory, with indexes that each change keeps up. */
export class Catalogue {
  readonly #records = new Map<string, ServerRecord>()
  readonly #entries = new Map<string, Entry>()
  readonly #bySource = new Map<string, Set<string>>()
  readonly #byEndpoint = new Map<string, Set<string>>()
  #sorted: Entry[] | undefined
  #counts: FixedCounts | undefined

  constructor(private readonly law: Law) {}

  get records(): ReadonlyMap<string, ServerRecord> {
    return this.#records
  }

  entry(name: string): Entry | undefined {
    return this.#entries.get(name)
  }

  /** In the order of names. */
  entries(): readonly Entry[] {
    this.#sorted ??= [...this.#entries.values()].sort(compareEntries)
    return this.#sorted
  }

  counts(): FixedCounts {
    this.#counts ??= fixedCountsOf(this.#entries.values())
    return this.#counts
  }

  claimedBy(sourceId: string): ReadonlySet<string> {
    return this.#bySource.get(sourceId) ?? new Set()
  }

  sources(): string[] {
    return [...this.#bySource.keys()]
  }

  /** The others that lead to the same endpoint, in order. */
  sameEndpointAs(server: Server): string[] {
    const names = this.#byEndpoint.get(endpointKey(server.spec.endpoint)) ?? new Set()
    return [...names].filter((name) => name !== server.spec.name).sort()
  }

  /** Groups of two or more names with one endpoint. */
  sharedEndpoints(): string[][] {
    return [...this.#byEndpoint.values()].filter((names) => names.size > 1).map((names) => [...names].sort())
  }

  commit({ upserts, removals }: Pick<Plan, 'upserts' | 'removals'>): void {
    for (const { name } of removals) this.#forget(name)
    for (const record of upserts) this.#keep(record)
    this.#sorted = undefined
    this.#counts = undefined
  }

  #keep(record: ServerRecord): void {
    this.#forget(record.name)
    this.#records.set(record.name, record)
    for (const { sourceId } of record.claims) add(this.#bySource, sourceId, record.name)
    const server = serverOf(record, this.law)
    if (!server) return
    this.#entries.set(record.name, entryOf(server))
    add(this.#byEndpoint, endpointKey(server.spec.endpoint), record.name)
  }

  #forget(name: string): void {
    const record = this.#records.get(name)
    if (!record) return
    for (const { sourceId } of record.claims) drop(this.#bySource, sourceId, name)
    const entry = this.#entries.get(name)
    if (entry) drop(this.#byEndpoint, endpointKey(entry.server.spec.endpoint), name)
    this.#entries.delete(name)
    this.#records.delete(name)
  }
}

export function compareEntries(a: Entry, b: Entry): number {
  if (a.sortKey !== b.sortKey) return a.sortKey < b.sortKey ? -1 : 1
  return a.server.spec.name < b.server.spec.name ? -1 : 1
}

function entryOf(server: Server): Entry {
  const { name, title = '', description = '', tags } = server.spec
  const target = targetOf(server)
  const searched = foldText([name, title, description, ...tags, target].join('\n'))
  return { server, target, searched, sortKey: sortKeyOf(name) }
}

function targetOf(server: Server): string {
  const { endpoint } = written(claimOf(server))
  if (endpoint.kind === 'remote') return maskUrl(endpoint.url)
  const words = maskArguments(endpoint.args).map(quoted)
  return [quoted(maskLine(endpoint.command)), ...words].join(' ')
}

function quoted(word: string): string {
  return word === '' || /[\s"'\\]/.test(word) ? JSON.stringify(word) : word
}

function add(index: Map<string, Set<string>>, key: string, name: string): void {
  const names = index.get(key)
  if (names) names.add(name)
  else index.set(key, new Set([name]))
}

function drop(index: Map<string, Set<string>>, key: string, name: string): void {
  const names = index.get(key)
  names?.delete(name)
  if (names?.size === 0) index.delete(key)
}
