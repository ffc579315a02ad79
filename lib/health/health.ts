import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Connection, Failure, Verdict } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import type { Check, HealthLimits, HealthNow, HealthRules } from '@/lib/domain/health'
import { AppError } from '@/lib/kit/app-error'
import { Emitter } from '@/lib/kit/emitter'
import type { CheckRecord } from './check-record'
import { Checker } from './checker'
import { findingOfConnection } from './connection-finding'
import { Elsewhere } from './elsewhere'
import { HealthAddresses } from './health-address'
import type { HealthOptions } from './health-options'
import { NOT_CHECKED } from './health-state'
import type { HealthStats } from './health-stats'
import { checkOf, viewOf } from './health-view'
import { DEFAULT_LIMITS } from './limits'
import { Roster } from './roster'
import { RuleBook } from './rule-book'
import { Saver } from './saver'
import { SHARDS } from './shard'
import { ShardLeases } from './shard-leases'
import { Sweep } from './sweep'
import { Times } from './times'
import { Verdicts } from './verdicts'
import { IDLE, offReason, type Watched } from './watched'

const SAME_LOOK_MS = 1_000

/** Watches over all servers: checks them when they are due, draws conclusions, keeps and tells them. */
export class Health {
  readonly defaults: HealthLimits = DEFAULT_LIMITS
  readonly #replica = randomUUID()
  readonly #times: Times
  readonly #random: () => number
  readonly #roster: Roster
  readonly #saver: Saver
  readonly #verdicts: Verdicts
  readonly #rules: RuleBook
  readonly #leases: ShardLeases
  readonly #elsewhere: Elsewhere
  readonly #sweep: Sweep
  readonly #addresses: HealthAddresses
  readonly #checker: Checker
  readonly #checked: Emitter<readonly CheckRecord[]>
  readonly #stopping = new AbortController()
  #unsubscribe: (() => void) | undefined
  #started: Promise<void> | undefined
  #stopped: Promise<void> | undefined

  constructor(private readonly options: HealthOptions) {
    const { clock, steady = () => performance.now(), logger, store, bus, settings, pool } = options
    const replica = this.#replica
    this.#random = options.random ?? Math.random
    this.#times = new Times(clock, steady)
    const shared = { times: this.#times, random: this.#random }
    this.#addresses = new HealthAddresses(options.privateAddresses)
    this.#roster = new Roster({ ...shared, rules: () => this.#rules.effective })
    this.#rules = new RuleBook({
      ...{ settings, logger },
      tell: async () => (store.isShared ? store.tell({ kind: 'rules', replica }) : undefined),
      onChange: () => this.#roster.measureAnew(),
    })
    this.#saver = new Saver({
      ...{ clock, logger, random: this.#random, isShared: store.isShared },
      save: (write) => bus.publishWith(() => store.save({ replica, ...write })),
      stateOf: (name) => this.#rowOf(name),
      onChanges: (changes) => options.onChanges?.(changes) ?? Promise.resolve(),
    })
    const maintenanceOf = options.maintenanceOf ?? (() => null)
    this.#checked = new Emitter((error) => logger.error({ err: error }, 'A listener of checks failed'))
    this.#verdicts = new Verdicts({
      ...{ ...shared, saver: this.#saver, maintenanceOf, isShared: store.isShared },
      onRecord: (record) => this.#checked.emit([record]),
    })
    const parts = { pool, clock, logger, addresses: this.#addresses, times: this.#times }
    this.#checker = new Checker({
      ...{ ...parts, verdicts: this.#verdicts, roster: this.#roster },
      stalledMs: () => this.#sweep.stalledMs,
    })
    this.#leases = new ShardLeases({
      ...{ store, replica, clock, logger },
      progress: () => ({ sweptAt: this.#sweep.sweptAt, lagMs: this.stats().lagMs.p99 }),
      onTaken: (shards) => this.#roster.takeOver(shards),
    })
    this.#elsewhere = new Elsewhere({
      ...{ store, replica, logger, roster: this.#roster },
      isOurs: (watched) => this.#isOurs(watched),
      echo: (...events) => bus.echo(...events),
      loadRules: () => this.#rules.load(),
    })
    this.#sweep = new Sweep({
      ...{ clock, times: this.#times, ...(options.lanes && { lanes: options.lanes }) },
      servers: () => this.#roster.all(),
      isOurs: (watched) => this.#isOurs(watched),
      check: (watched, signal) => this.#checker.checkDue(watched, signal),
    })
  }

  /** Verdicts are what they were; then what is due is checked. */
  start(): Promise<void> {
    this.#started ??= this.#start()
    return this.#started
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  /** From memory. Before its first check a server is `unknown`. */
  verdictOf(name: string): { verdict: Verdict; reason: Failure } {
    const { verdict = 'unknown', reason = NOT_CHECKED } = this.#roster.get(name)?.state ?? {}
    return { verdict, reason }
  }

  /** Throws `not-found`. */
  now(name: string): HealthNow {
    return this.#view(this.#watched(name))
  }

  /**
   * Checks it at once. Throws `not-found`, `forbidden` for a server that is disabled, `not-configured` for one that can't
   * run, `too-busy` and `timed-out` where nothing could be found out.
   */
  async check(name: string, signal: AbortSignal): Promise<{ check: Check; now: HealthNow }> {
    const watched = this.#watched(name)
    const last = await this.#checker.test(watched, AbortSignal.any([signal, this.#stopping.signal]))
    return { check: checkOf(last), now: this.#view(watched) }
  }

  /** Has them checked soon; how many of them there are to check. */
  checkSoon(names: readonly string[]): number {
    let count = 0
    for (const name of new Set(names)) {
      const watched = this.#roster.get(name)
      if (!watched || watched.dueAt === null) continue
      watched.isAsked = true
      watched.dueAt = Math.min(watched.dueAt, this.#roster.soon(watched.limits.intervalMs))
      count += 1
    }
    return count
  }

  /** Told of each check of this process when it is judged. Returns the function that unsubscribes. */
  onChecked(listener: (records: readonly CheckRecord[]) => void): () => void {
    return this.#checked.subscribe(listener)
  }

  rules(): HealthRules {
    return this.#rules.rules
  }

  /** What files of this replica declare; `rules` go before it. */
  get declaredRules(): HealthRules {
    return this.#rules.declared
  }

  declareRules(rules: HealthRules): void {
    this.#rules.declare(rules)
  }

  /** In force at once, on the other replicas within moments. */
  setRules(rules: HealthRules): Promise<void> {
    return this.#rules.set(rules)
  }

  stats(): HealthStats {
    const perVerdict = { healthy: 0, degraded: 0, unhealthy: 0, 'needs-auth': 0, unknown: 0 }
    for (const { state } of this.#roster.all()) perVerdict[state.verdict] += 1
    return {
      ...{ swept: this.#sweep.begun, outcomes: { ...this.#verdicts.outcomes }, perVerdict },
      lagMs: this.#sweep.lag.read(this.#times.now()),
      running: this.#sweep.running,
      shards: { total: SHARDS, held: this.#leases.held },
      ...{ unsaved: this.#saver.unsaved, lost: this.#saver.lost, storeError: this.#saver.error },
    }
  }

  async #start(): Promise<void> {
    const { bus, servers, store } = this.options
    await this.#rules.load()
    const rows = await store.all()
    const stored = new Map(rows.map((row) => [row.name, row]))
    for (const server of servers.all()) {
      this.#settle(this.#roster.add(server, stored.get(server.spec.name)))
      stored.delete(server.spec.name)
    }
    for (const name of stored.keys()) this.#saver.forget(name)
    await this.#elsewhere.start(rows.reduce((newest, { savedAt }) => Math.max(newest, savedAt), 0))
    this.#unsubscribe = bus.subscribe((event) => this.#hear(event))
    await this.#leases.start()
    this.#sweep.start()
  }

  async #stop(): Promise<void> {
    await this.#started?.catch(() => undefined)
    this.#unsubscribe?.()
    this.#stopping.abort(new AppError('shutting-down', 'Portolan is shutting down'))
    await this.#sweep.stop()
    await Promise.all([this.#saver.stop(), this.#elsewhere.stop(), this.#addresses.close()])
    await this.#leases.stop()
  }

  #hear(event: AppEvent): void {
    switch (event.kind) {
      case 'server-added':
      case 'server-changed':
        this.#serverIs(event.name)
        break
      case 'server-removed':
        this.#serverGone(event.name)
        break
      case 'call-finished':
        if (event.outcome === 'ok' || event.outcome === 'tool-error') this.#answered(event.name)
        break
      case 'connection-changed':
        this.#connectionIs(event.name, event.connection)
        break
      default:
    }
  }

  #serverIs(name: string): void {
    const server = this.options.servers.get(name)
    if (!server) return
    const watched = this.#roster.get(name)
    if (watched) this.#roster.update(watched, server)
    this.#settle(watched ?? this.#roster.add(server))
  }

  #serverGone(name: string): void {
    // Told late, of one that is there again.
    if (this.options.servers.get(name) || !this.#roster.get(name)) return
    this.#roster.remove(name)
    this.#saver.forget(name)
  }

  #answered(name: string): void {
    const watched = this.#roster.get(name)
    if (watched) watched.heardAt = this.#times.now()
  }

  /** What may not run is not checked; what may again is checked soon. */
  #settle(watched: Watched): void {
    const off = offReason(watched.server)
    if (off) {
      watched.dueAt = null
      this.#verdicts.aside(watched, off)
    } else if (watched.dueAt === null) {
      watched.dueAt = this.#roster.soon(watched.limits.intervalMs)
      this.#verdicts.aside(watched, NOT_CHECKED)
    }
  }

  #connectionIs(name: string, connection: Connection): void {
    const watched = this.#roster.get(name)
    if (!watched || watched.dueAt === null) return
    const now = this.#times.now()
    const { endpoint } = watched.server.spec
    const finding = findingOfConnection(connection, endpoint, this.#times.wall())
    if (finding) {
      watched.newsAt = now
      // A server that is started afresh refuses a few attempts within a moment: one look, which the next one confirms.
      const isSameLook = watched.state.streak.of === 'failed' && now - watched.judgedAt < SAME_LOOK_MS
      if (connection.kind === 'waiting' && isSameLook) return
      this.#verdicts.conclude(watched, finding, now)
    } else if (connection.kind === 'idle' && endpoint.kind === 'stdio') {
      // At once, and here: whoever sweeps its shard can't see that our process has ended.
      this.#verdicts.aside(watched, IDLE)
    }
  }

  #isOurs({ name, shard, isAsked, server }: Watched): boolean {
    if (isAsked || this.#leases.holds(shard)) return true
    // Nobody else can ask a process of ours.
    return server.spec.endpoint.kind === 'stdio' && this.options.pool.stateOf(name).kind !== 'idle'
  }

  #rowOf(name: string) {
    const watched = this.#roster.get(name)
    if (!watched) return undefined
    const { state, dueAt } = watched
    watched.savedAt = this.#times.now()
    return { name, state, nextAt: dueAt === null ? null : this.#times.toWall(dueAt) }
  }

  #view(watched: Watched): HealthNow {
    const { maintenanceOf, incidentOf } = this.options
    const { name, tags } = watched.server.spec
    return viewOf(watched, {
      times: this.#times,
      incident: incidentOf?.(name) ?? null,
      maintenance: maintenanceOf?.({ name, tags }, this.#times.wall()) ?? null,
    })
  }

  #watched(name: string): Watched {
    const watched = this.#roster.get(name)
    if (!watched) throw new AppError('not-found', `There is no server named ${name}`)
    return watched
  }
}
