import 'server-only'
import type { HeldServer, SourceView } from '@/lib/domain/discovery'
import type { Server, ServerRecord } from '@/lib/domain/server'
import { claimOf } from './diff'
import { endpointKey } from './conflicts'
import type { Plan } from './draft'
import { type Law, serverOf } from './effective'
import { Held, type HeldQuery } from './held'
import type { Page } from './page'
import { type FixedCounts, fixedCountsOf, NO_COUNTS, sourceCountsOf } from './tally'
import { targetOf } from './target'
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
  readonly #held = new Held()
  #sorted: Entry[] | undefined
  #counts: FixedCounts | undefined
  #sourceCounts: ReturnType<typeof sourceCountsOf> | undefined

  #law: Law

  constructor(law: Law) {
    this.#law = law
  }

  /** What decides between claims now. */
  get law(): Law {
    return this.#law
  }

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

  held(query: HeldQuery): Page<HeldServer> {
    return this.#held.list(query, (name) => this.#entries.has(name))
  }

  sourceCounts(sourceId: string): SourceView['counts'] {
    const winnerOf = (name: string) => this.#entries.get(name)?.server.source
    this.#sourceCounts ??= sourceCountsOf(this.#records.values(), winnerOf)
    return this.#sourceCounts.get(sourceId) ?? NO_COUNTS
  }

  /** Returns the sources of which something else waits for a person's word than before. */
  commit({ upserts, removals }: Pick<Plan, 'upserts' | 'removals'>): string[] {
    const touched = new Set<string>()
    const note = (record: Pick<ServerRecord, 'name' | 'claims'>) => {
      for (const source of this.#held.keep(record)) touched.add(source)
    }
    for (const { name } of removals) {
      this.#forget(name)
      note({ name, claims: [] })
    }
    for (const record of upserts) {
      this.#keep(record)
      note(record)
    }
    this.#sorted = this.#counts = this.#sourceCounts = undefined
    return [...touched]
  }

  /** From now on another law decides. */
  adopt(law: Law): void {
    this.#law = law
    // A copy, since keeping a record moves it to the end.
    for (const record of [...this.#records.values()]) if (record.claims.length > 1) this.#keep(record)
    this.#sorted = this.#counts = this.#sourceCounts = undefined
  }

  #keep(record: ServerRecord): void {
    this.#forget(record.name)
    this.#records.set(record.name, record)
    for (const { sourceId } of record.claims) add(this.#bySource, sourceId, record.name)
    const server = serverOf(record, this.#law)
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
  const target = targetOf(claimOf(server))
  const searched = foldText([name, title, description, ...tags, target].join('\n'))
  return { server, target, searched, sortKey: sortKeyOf(name) }
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
