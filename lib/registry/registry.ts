import 'server-only'
import type { ListServersQuery, ServerDetail, ServerSummary } from '@/lib/domain/api/servers'
import type { ConflictView, HeldServer, NewServers, SourceView } from '@/lib/domain/discovery'
import type { Server } from '@/lib/domain/server'
import type { Snapshot } from '@/lib/domain/snapshot'
import type { EventBus } from '@/lib/events/bus'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { type Applied, appliedOf } from './applied'
import { type BulkAction, type BulkItem, changeMany } from './bulk'
import { Catalogue, type Entry } from './catalogue'
import { MANUAL, registerByHand, removeByHand, type UpdateInput, updateServer } from './change'
import { type ConflictQuery, conflictViews } from './conflict-views'
import { type Decide, type Decided, decideMany } from './decide'
import { type Exported, exportServers } from './export'
import { Failures, type FailureSettings } from './failures'
import { forgetOverrides, forgetSources } from './forget'
import type { HeldQuery } from './held'
import { listServers, type ServerPage } from './list'
import type { Live } from './live'
import { Outcomes, type SourceNews } from './outcomes'
import type { Page } from './page'
import { sourceOrder } from './precedence'
import { reconcile } from './reconcile'
import type { RecordStore } from './record-store'
import { reorder } from './reorder'
import { Replicas } from './replicas'
import type { StdioPolicy } from './stdio-policy'
import { countsOf, facetsOf } from './tally'
import { detailOf, summaryOf } from './view'
import { Writer } from './writer'

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
  newServers?: NewServers | undefined
}

export interface Registered {
  server: ServerDetail
  outcome: 'added' | 'changed' | 'unchanged'
  warnings: string[]
}

/** The list of servers: sole writer of their records, which tells what changed. */
export class Registry {
  readonly #catalogue: Catalogue
  readonly #writer: Writer
  readonly #failures: Failures
  readonly #replicas: Replicas
  readonly #outcomes: Outcomes
  #started: Promise<void> | undefined

  constructor(private readonly options: RegistryOptions) {
    const { store, bus, clock, logger, precedence, stdio, failing } = options
    this.#catalogue = new Catalogue({ order: sourceOrder(precedence), stdio })
    this.#writer = new Writer({ store, catalogue: this.#catalogue, bus, clock, logger })
    const parts = { writer: this.#writer, catalogue: this.#catalogue, clock, logger }
    this.#failures = new Failures({ settings: failing, ...parts })
    this.#replicas = new Replicas({ store, ...parts, onSource: (news) => this.#outcomes.hear(news) })
    const tell = (news: SourceNews) => this.#replicas.tell(news)
    this.#outcomes = new Outcomes({ failures: this.#failures, clock, tell })
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
    await Promise.all([this.#replicas.stop(), this.#writer.stop()])
  }

  /** Takes over whatever other processes have written. They tell of it, so this is for when that may have been missed. */
  refresh(): Promise<void> {
    return this.#writer.refresh()
  }

  /** Settles when what other processes have told of so far can be seen here, or could not be read. */
  caughtUp(): Promise<void> {
    return this.#replicas.caughtUp()
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
      seenAt: (sourceId) => this.#outcomes.answeredAt(sourceId),
    })
  }

  /** Servers that wait for a person's word, or were refused. Throws `bad-input` for a cursor that is none. */
  held(query: HeldQuery): Page<HeldServer> {
    return this.#catalogue.held(query)
  }

  /** Where sources disagree about a server, and where servers share an endpoint. Throws as `held` does. */
  conflictViews(query: ConflictQuery): Page<ConflictView> {
    return conflictViews(this.#catalogue, query)
  }

  /** What a source's word amounts to now. */
  sourceCounts(sourceId: string): SourceView['counts'] {
    return this.#catalogue.sourceCounts(sourceId)
  }

  /** Lets the source's servers become what it saw. One write, whatever the number. */
  async apply(sourceId: string, snapshot: Snapshot, options: ApplyOptions = {}): Promise<Applied> {
    if (sourceId === MANUAL)
      throw new Error('What people register by hand is not to be overwritten by a snapshot')
    const applied = await this.#writer.run((now) => {
      const { plan, applied } = this.#plan(sourceId, snapshot, options, now)
      return { plan, read: () => applied }
    })
    await this.#outcomes.answered(sourceId, snapshot.unreadable)
    return applied
  }

  /** What `apply` would do now. */
  preview(sourceId: string, snapshot: Snapshot, options: ApplyOptions = {}): Applied {
    return this.#plan(sourceId, snapshot, options, this.#now()).applied
  }

  /** A person's word on what sources declare: one write for all, with a result for each. */
  decide(decision: Decide): Promise<Decided> {
    return this.#writer.change(
      (draft) => decideMany(draft, decision),
      (results) => ({ results }),
    )
  }

  /** Methods or ids of sources, highest first; winners are decided anew. Before `start` it writes and tells nothing. */
  setPrecedence(order: readonly string[]): Promise<void> {
    return this.#writer.run((now) => {
      const { records, law } = this.#catalogue
      const next = { ...law, order: sourceOrder(order) }
      const reordered = reorder(records.values(), law, next, now)
      return { plan: { ...reordered, removals: [], law: next }, read: () => undefined }
    })
  }

  /** A source could not tell what there is: its servers stay, grow stale after a while, and leave in the end. */
  sourceFailed(sourceId: string, error: unknown): Promise<void> {
    return this.#outcomes.failed(sourceId, error)
  }

  /** A source is paused: its servers stay as they are, however its last run went. */
  sourcePaused(sourceId: string): void {
    this.#failures.forget(sourceId)
  }

  /** Does at once what the alarm for failing sources would do in time. */
  expire(): Promise<void> {
    return this.#failures.expire()
  }

  /** Lets go of what sources declared that are no longer set up. Resolves to the names that are gone. */
  retain(sourceIds: readonly string[]): Promise<string[]> {
    this.#failures.retain(sourceIds)
    return this.#writer.change(
      (draft) => forgetSources(draft, this.#catalogue, sourceIds),
      (_, plan) => plan.changes.removed,
    )
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
    // Before the rest is read, or what others write in between would be missed.
    await this.#replicas.start()
    await this.#writer.load()
    const { forgetOverridesMs = 90 * 86_400_000, clock } = this.options
    const since = new Date(clock.now() - forgetOverridesMs).toISOString()
    await this.#writer.change(
      (draft) => forgetOverrides(draft, this.#catalogue, since),
      () => undefined,
    )
  }

  #plan(sourceId: string, snapshot: Snapshot, { newServers }: ApplyOptions, now: string) {
    const { records, law } = this.#catalogue
    const claimed = this.#catalogue.claimedBy(sourceId)
    const plan = reconcile({ records, claimed, sourceId, snapshot, newServers, law, now })
    return { plan, applied: appliedOf({ sourceId, snapshot, plan, records, law }) }
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
