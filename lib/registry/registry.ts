import 'server-only'
import type { z } from 'zod'
import type { Changes } from '@/lib/domain/api/config'
import type { ListServersQuery, ServerDetail, ServerSummary } from '@/lib/domain/api/servers'
import type { decideHeld, listConflicts, listHeld } from '@/lib/domain/api/discovery'
import type { ConflictView, HeldServer, NewServers, Run, RunDiff, SourceView } from '@/lib/domain/discovery'
import type { Problem } from '@/lib/domain/problem'
import type { Server } from '@/lib/domain/server'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { EventBus } from '@/lib/events/bus'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { type BulkAction, type BulkItem, changeMany } from './bulk'
import { Catalogue, type Entry } from './catalogue'
import { MANUAL, registerByHand, removeByHand, type UpdateInput, updateServer } from './change'
import { type Conflict, shadowingOf } from './conflicts'
import type { Draft } from './draft'
import type { Law } from './effective'
import { type Exported, exportServers } from './export'
import { Failures, type FailureSettings } from './failures'
import { listServers, type ServerPage } from './list'
import type { Live } from './live'
import { sourceOrder } from './precedence'
import { type Reconciliation, reconcile } from './reconcile'
import type { StdioPolicy } from './stdio-policy'
import { countsOf, facetsOf } from './tally'
import { detailOf, summaryOf } from './view'
import { type RecordStore, Writer } from './writer'

export interface RegistryOptions {
  store: RecordStore
  bus: EventBus
  clock: Clock
  logger: Logger
  live: Live
  stdio: StdioPolicy
  /** Methods or ids of sources, highest first; what is left out follows in the default order. */
  precedence?: readonly string[]
  failing?: FailureSettings
  /** Overrides of a server that nobody declares any more are forgotten after so many ms. */
  forgetOverridesMs?: number
}

export interface ApplyOptions {
  /** How servers are treated that the source has not declared before; `enabled` unless told. */
  newServers?: NewServers
}

export interface Applied extends Changes {
  /** Candidates that were refused. */
  problems: Problem[]
  /** Names in the snapshot that other sources claim too. */
  conflicts: Conflict[]
  counts: Run['counts']
  /** Server by server; long lists are cut. */
  diff: RunDiff
}

export interface Registered {
  server: ServerDetail
  outcome: 'added' | 'changed' | 'unchanged'
  warnings: string[]
}

export interface Page<T> {
  items: T[]
  nextCursor: string | null
  total: number
}

export type HeldQuery = z.output<typeof listHeld.query>
export type ConflictQuery = z.output<typeof listConflicts.query>
export type Decide = z.output<typeof decideHeld.body>
export type Decided = z.infer<typeof decideHeld.response>

const NOTHING_YET = {
  counts: { found: 0, added: 0, changed: 0, removed: 0, shadowed: 0, held: 0, errors: 0 },
  diff: { added: [], changed: [], removed: [], shadowed: [] },
}

/** The list of servers: sole writer of their records, which tells what changed. */
export class Registry {
  readonly #law: Law
  readonly #catalogue: Catalogue
  readonly #writer: Writer
  readonly #failures: Failures
  readonly #seenAt = new Map<string, string>()
  #started: Promise<void> | undefined

  constructor(private readonly options: RegistryOptions) {
    const { store, bus, clock, logger, precedence, stdio, failing } = options
    this.#law = { order: sourceOrder(precedence), stdio }
    this.#catalogue = new Catalogue(this.#law)
    this.#writer = new Writer({ store, catalogue: this.#catalogue, law: this.#law, bus, clock, logger })
    const parts = { writer: this.#writer, catalogue: this.#catalogue, clock, logger }
    this.#failures = new Failures({ settings: failing, ...parts })
  }

  /** Reads what is stored; what others find in it is not told as news. */
  start(): Promise<void> {
    this.#started ??= this.#load().catch((error: unknown) => {
      this.#started = undefined
      throw error
    })
    return this.#started
  }

  /** Waits for writes that were accepted; later ones are refused. */
  async stop(): Promise<void> {
    this.#failures.stop()
    await this.#writer.stop()
  }

  /** Takes over what another process has written. */
  refresh(): Promise<void> {
    return this.#writer.refresh()
  }

  get(name: string): Server | undefined {
    return this.#catalogue.entry(name)?.server
  }

  /** In the order of names. Holds secrets. */
  all(): Server[] {
    return this.#catalogue.entries().map(({ server }) => server)
  }

  list(query: ListServersQuery): ServerPage {
    return listServers(this.#catalogue.entries(), query, this.options.live)
  }

  facets() {
    return facetsOf(this.#catalogue.entries(), this.#catalogue.counts(), this.options.live)
  }

  counts() {
    return countsOf(this.#catalogue.entries(), this.#catalogue.counts(), this.options.live)
  }

  /** Throws `not-found`. */
  summary(name: string): ServerSummary {
    return summaryOf(this.#entry(name), this.options.live)
  }

  /** Throws `not-found`. */
  detail(name: string): ServerDetail {
    return detailOf(this.#entry(name), {
      live: this.options.live,
      catalogue: this.#catalogue,
      seenAt: (sourceId) => this.#seenAt.get(sourceId),
    })
  }

  /** Where sources meet on a name, and names on an endpoint. */
  conflicts(): Conflict[] {
    const shadowed = this.#catalogue.entries().flatMap(({ server: { record } }) => {
      return shadowingOf(record.name, record.claims, this.#law.order) ?? []
    })
    const shared = this.#catalogue.sharedEndpoints()
    return [...shadowed, ...shared.map((names): Conflict => ({ kind: 'same-endpoint', names }))]
  }

  /** Lets the source's servers become what it saw. One write, whatever the number. */
  async apply(sourceId: string, snapshot: Snapshot, _options: ApplyOptions = {}): Promise<Applied> {
    if (sourceId === MANUAL)
      throw new Error('What people register by hand is not to be overwritten by a snapshot')
    const applied = await this.#writer.run((now) => {
      const plan = this.#reconcile(sourceId, snapshot, now)
      return { plan, read: () => plan }
    })
    this.#failures.answered(sourceId)
    this.#seenAt.set(sourceId, this.#now())
    const { changes, problems, conflicts } = applied
    return { ...changes, problems, conflicts, ...NOTHING_YET }
  }

  /** What `apply` would do now. */
  preview(sourceId: string, snapshot: Snapshot, _options: ApplyOptions = {}): Applied {
    const { changes, problems, conflicts } = this.#reconcile(sourceId, snapshot, this.#now())
    return { ...changes, problems, conflicts, ...NOTHING_YET }
  }

  /** Servers that wait for a person's word, or were refused. Throws `bad-input` for a cursor that is none. */
  held(_query: HeldQuery): Page<HeldServer> {
    return { items: [], nextCursor: null, total: 0 }
  }

  /** A person's word on servers that wait: one write for all, with a result for each. */
  decide(_decision: Decide): Promise<Decided> {
    return Promise.resolve({ results: [] })
  }

  /** Where sources disagree about a server, and where servers share an endpoint. */
  conflictViews(_query: ConflictQuery): Page<ConflictView> {
    return { items: [], nextCursor: null, total: 0 }
  }

  /** What a source's word amounts to now. */
  sourceCounts(_sourceId: string): SourceView['counts'] {
    return { servers: 0, shadowed: 0, held: 0, refused: 0, stale: 0 }
  }

  /** Methods or ids of sources, highest first; winners are decided anew. Before `start` it writes and tells nothing. */
  setPrecedence(_order: readonly string[]): Promise<void> {
    return Promise.resolve()
  }

  /** A source could not tell what there is: its servers stay, grow stale after a while, and leave in the end. */
  sourceFailed(sourceId: string, error: unknown): Promise<void> {
    return this.#failures.failed(sourceId, error)
  }

  /** Does at once what the alarm for failing sources would do in time. */
  expire(): Promise<void> {
    return this.#failures.expire()
  }

  /** Lets go of what sources declared that are no longer set up. Resolves to the names that are gone. */
  retain(sourceIds: readonly string[]): Promise<string[]> {
    const letGo = (draft: Draft) => {
      for (const sourceId of this.#catalogue.sources()) {
        if (sourceId === MANUAL || sourceIds.includes(sourceId)) continue
        for (const name of this.#catalogue.claimedBy(sourceId)) draft.dropClaim(name, sourceId)
      }
    }
    return this.#writer.change(letGo, (_, plan) => plan.changes.removed)
  }

  /** By hand; the same name again updates it. Throws `bad-input`, `forbidden`. */
  register(document: unknown): Promise<Registered> {
    return this.#writer.change(
      (draft) => registerByHand(draft, document),
      ({ name, warnings }, { changes }) => ({
        server: this.detail(name),
        outcome: changes.added.length > 0 ? 'added' : changes.changed.length > 0 ? 'changed' : 'unchanged',
        warnings,
      }),
    )
  }

  /** Throws `not-found`, `bad-input`, `read-only`, `forbidden`, `revision-conflict`. */
  update(name: string, input: UpdateInput): Promise<{ server: ServerDetail; fields: string[] }> {
    return this.#writer.change(
      (draft) => updateServer(draft, name, input),
      (_, plan) => ({
        server: this.detail(name),
        fields: plan.changes.changed.flatMap(({ fields }) => fields),
      }),
    )
  }

  /** Throws `not-found`, `read-only`, `revision-conflict`. */
  remove(name: string, revision?: number): Promise<void> {
    return this.#writer.change(
      (draft) => removeByHand(draft, name, revision),
      () => undefined,
    )
  }

  setEnabled(name: string, enabled: boolean): Promise<{ server: ServerDetail; fields: string[] }> {
    return this.update(name, { changes: { enabled } })
  }

  /** One write for all; a server that can't be changed says why and hinders no other. */
  bulk(action: BulkAction): Promise<{ results: BulkItem[] }> {
    return this.#writer.change(
      (draft) => changeMany(draft, action),
      (results) => ({ results }),
    )
  }

  /** As declared, without secrets. Throws `not-found` for a name that is not there. */
  export({ name, tag }: { name?: string[] | undefined; tag?: string[] | undefined } = {}): Exported {
    const named = name ? name.map((wanted) => this.#entry(wanted).server) : this.all()
    return exportServers(named.filter(({ spec }) => !tag || spec.tags.some((own) => tag.includes(own))))
  }

  async #load(): Promise<void> {
    const records = await this.options.store.loadAll()
    this.#catalogue.commit({ upserts: records, removals: [] })
    const { forgetOverridesMs = 90 * 86_400_000, clock } = this.options
    const oldest = new Date(clock.now() - forgetOverridesMs).toISOString()
    const forgotten = records.filter(({ claims, updatedAt }) => claims.length === 0 && updatedAt < oldest)
    const forget = (draft: Draft) => {
      for (const { name } of forgotten) draft.put(name, { claims: [], overrides: {} })
    }
    await this.#writer.change(forget, () => undefined)
  }

  #reconcile(sourceId: string, snapshot: Snapshot, now: string): Reconciliation {
    const { records } = this.#catalogue
    const claimed = this.#catalogue.claimedBy(sourceId)
    return reconcile({ records, claimed, sourceId, snapshot, law: this.#law, now })
  }

  #entry(name: string): Entry {
    const entry = this.#catalogue.entry(name)
    if (!entry) throw new AppError('not-found', `There is no server ${name}`)
    return entry
  }

  #now(): string {
    return new Date(this.options.clock.now()).toISOString()
  }
}
