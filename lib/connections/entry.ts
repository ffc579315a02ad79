import 'server-only'
import type { Connection } from '@/lib/domain/connection'
import type { Endpoint } from '@/lib/domain/endpoint'
import type { AppEvent } from '@/lib/domain/event'
import type { EventBus } from '@/lib/events/bus'
import type { ConnectionPolicy, Server } from '@/lib/domain/server'
import { messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { CallLimit } from './call-limit'
import { Capabilities } from './capabilities'
import { Circuit } from './circuit'
import { classifyError } from './classify-error'
import { ServerConnection } from './connection'
import { type Baselines, DriftWatch } from './drift-watch'
import { InFlight } from './in-flight'
import { judgeFault } from './judge-fault'
import { LogRing } from './log-ring'
import { maskerOf } from './mask'
import type { Watched } from './memory-watch'
import { Outage } from './outage'
import type { RenewalReason } from './renewal'
import { ResourceWatch } from './resource-watch'
import type { ResourceWatches } from './resource-watches'
import type { ListKind, Session, SessionHooks } from './session'
import { Upkeep } from './upkeep'
import { Voice } from './voice'
import { wordsFor } from './words-for'

export interface EntryOptions {
  clock: Clock
  random: () => number
  /** Opens a session to the endpoint, within the pool's limits. */
  open: (server: Server, hooks: SessionHooks, signal: AbortSignal) => Promise<Session>
  publish: (event: AppEvent) => void
  publishWith: EventBus['publishWith']
  /** Aborts when calls that still run must end. */
  cutting: AbortSignal
  watches: Pick<ResourceWatches, 'wanted' | 'tell'>
  /** Where what servers said of their tools is kept over restarts. */
  baselines: Baselines | undefined
}

/** All that the pool holds of one server: its connection, what it offers, its log, and who watches over it. */
export class Entry {
  readonly connection: ServerConnection
  readonly capabilities: Capabilities
  readonly log: LogRing
  readonly circuit: Circuit
  readonly limit: CallLimit
  readonly inFlight = new InFlight()
  readonly upkeep: Upkeep
  readonly voice: Voice
  readonly outage: Outage
  readonly drift: DriftWatch
  readonly watch: ResourceWatch
  /** Processes that did not leave when asked, since we started. */
  killed = 0
  #server: Server
  #mask: (text: string) => string

  constructor(
    server: Server,
    private readonly options: EntryOptions,
  ) {
    const { clock, random } = options
    this.#server = server
    this.#mask = maskerOf(server.spec.endpoint)
    const policy = () => this.policy
    this.voice = new Voice({
      ...{ clock, publish: options.publish, mask: (text: string) => this.#mask(text) },
      server: () => this.name,
    })
    this.log = new LogRing(clock, (text) => this.#mask(text))
    this.capabilities = new Capabilities({
      clock,
      timeoutMs: () => this.policy.callTimeoutMs,
      onWarning: (text) => this.log.add('pool', text),
      onToolsChanged: (tools) => {
        void this.drift.compare(tools)
        this.#publishTools(tools.length)
      },
    })
    this.drift = new DriftWatch({
      ...{ clock, store: options.baselines, publishWith: options.publishWith },
      server: () => this.name,
      policy: () => this.policy.toolDrift,
      onTrouble: (text) => this.log.add('pool', text),
    })
    this.outage = new Outage({
      clock,
      graceMs: () => this.policy.toolGraceMs,
      onLong: () => {
        if (!this.capabilities.known('tools')) return
        this.log.add('pool', 'Gone for too long: its tools are not listed any more')
        this.capabilities.forgetTools()
        this.#publishTools(0)
      },
    })
    this.watch = new ResourceWatch({
      clock,
      timeoutMs: () => this.policy.callTimeoutMs,
      wanted: () => options.watches.wanted(this.name),
      tell: (news) => options.watches.tell(this.name, news),
      onTrouble: (text) => this.log.add('pool', text),
    })
    this.connection = new ServerConnection({
      name: this.name,
      clock,
      random,
      policy,
      open: (hooks, signal) => options.open(this.#server, hooks, signal),
      hooks: {
        onLog: (stream, text) => this.log.add(stream, text),
        onMessage: (level, text) => {
          this.log.add('protocol', `${level}: ${text}`)
          this.voice.logged(level, text)
        },
        onDoubt: () => void this.upkeep.liveness.check(),
        onListChanged: (kind) => this.#listChanged(kind),
        onResourceUpdated: (uri) => this.watch.updated(uri),
        onKilled: (count) => {
          this.killed += count
          this.log.add('pool', `${count} processes did not leave when asked, and were killed`)
        },
      },
      onChange: (now) => this.#changed(now),
    })
    this.circuit = new Circuit({
      ...{ clock, policy },
      name: () => this.name,
      onChange: (breaker) => options.publish({ kind: 'breaker-changed', name: this.name, breaker }),
    })
    this.limit = new CallLimit(() => this.name, policy)
    this.upkeep = new Upkeep({
      ...{ clock, random, policy, inFlight: this.inFlight },
      endpoint: () => this.endpoint,
      onEnded: (session, how, error) => this.connection.ended(session, how, error),
      onIdle: (unusedMs) => {
        this.log.add('pool', `Stopped: unused for ${Math.round(unusedMs / 1_000)} s`)
        void this.connection.close()
      },
      onOld: (reason) => this.#renew(reason),
    })
  }

  get name(): string {
    return this.#server.spec.name
  }

  get policy(): ConnectionPolicy {
    return this.#server.spec.policy
  }

  /** Aborts when calls that still run must end. */
  get cutting(): AbortSignal {
    return this.options.cutting
  }

  get endpoint(): Endpoint {
    return this.#server.spec.endpoint
  }

  /** Takes the declaration as it is now. Answers what about it is another. */
  adopt(server: Server): { endpoint: boolean; policy: boolean } {
    const { endpoint, policy } = this.#server.spec
    this.#server = server
    const changed = {
      endpoint: !isSame(endpoint, server.spec.endpoint),
      policy: !isSame(policy, server.spec.policy),
    }
    if (changed.endpoint) {
      this.#mask = maskerOf(server.spec.endpoint)
      this.capabilities.forget()
      this.circuit.close()
    }
    if (changed.policy && this.connection.kind === 'ready') this.upkeep.adjust()
    if (changed.policy) this.compareAgain()
    return changed
  }

  /** Whether a call would go through now, be it after opening what rests. */
  get isAvailable(): boolean {
    const { kind } = this.connection
    return (kind === 'ready' || kind === 'idle') && this.circuit.view.kind === 'closed'
  }

  /** Another replica's person may have approved a tool, or the policy may let through what it held. */
  compareAgain(): void {
    const tools = this.capabilities.known('tools')?.items
    if (tools) void this.drift.compare(tools)
  }

  /** Opens again what gave up or waits, where its policy wants that. Answers whether it did. */
  revive(): boolean {
    const isDown = ['failed', 'waiting', 'needs-auth'].includes(this.connection.kind)
    if (!isDown || !this.policy.autoReconnect) return false
    this.connection.begin()
    return true
  }

  /** Keeps the connection from being stopped or asked for signs of life while `task` runs. */
  using<T>(task: () => Promise<T>): Promise<T> {
    return this.inFlight.run(task).finally(() => this.upkeep.used())
  }

  /**
   * Draws the conclusion of a request's failure for the session: ends it, or asks whether it lives. Resolves when that
   * is known.
   */
  async conclude(session: Session, error: unknown): Promise<void> {
    const { endpoint } = this
    const fault = judgeFault(error, endpoint)
    if (fault.session === 'forgotten' || fault.session === 'lost') {
      this.connection.ended(session, fault.session, classifyError(error, { endpoint }))
    } else if (fault.session === 'doubtful') await this.upkeep.liveness.check()
    else if (fault.session === 'silent') this.upkeep.liveness.doubt()
  }

  /** What is to be measured of it, where its processes have a limit. */
  watched(): Watched | undefined {
    const tree = this.connection.session?.tree
    const { maxMemoryMb } = this.policy
    if (!tree || maxMemoryMb === 0) return undefined
    return {
      tree,
      onMeasured: (megabytes) => {
        if (megabytes <= maxMemoryMb || tree !== this.connection.session?.tree) return
        const message = `its processes hold ${megabytes} MB, over its limit of ${maxMemoryMb} MB`
        // Beyond twice the limit it is not waited for calls that may never end.
        if (megabytes > 2 * maxMemoryMb) this.#renew({ code: 'memory', message })
        else this.upkeep.renewal.ask({ code: 'memory', message })
      },
    }
  }

  #renew({ code, message }: RenewalReason): void {
    this.log.add('pool', `Opened afresh: ${message}`)
    this.options.publish({ kind: 'connection-renewed', name: this.name, why: code, text: message })
    this.connection.renew()
  }

  #changed(now: Connection): void {
    this.log.add('pool', wordsFor(now))
    const { session } = this.connection
    if (session) {
      this.upkeep.opened(session)
      this.circuit.reconnected()
      this.watch.opened(session)
      this.#refresh(session)
    } else {
      this.upkeep.closed()
      this.watch.closed()
    }
    this.outage.follow(now)
    this.options.publish({ kind: 'connection-changed', name: this.name, connection: now })
  }

  /** A new session may be another version of the server: what is known is listed again, in the background. */
  #refresh(session: Session): void {
    for (const kind of ['tools', 'resources', 'prompts'] as const) this.capabilities.expire(kind)
    void this.capabilities.refresh('tools', session).catch((error: unknown) => {
      if (!session.isClosing) this.log.add('pool', `Listing the tools failed: ${messageOf(error)}`)
    })
  }

  #listChanged(kind: ListKind): void {
    this.capabilities.expire(kind)
    if (kind === 'resources') this.options.watches.tell(this.name, { kind: 'listed' })
    const { session } = this.connection
    if (!session || kind !== 'tools') return
    void this.capabilities.refresh('tools', session).catch((error: unknown) => {
      this.log.add('pool', `Listing the tools failed: ${messageOf(error)}`)
    })
  }

  #publishTools(tools: number): void {
    this.options.publish({ kind: 'tools-changed', name: this.name, tools })
  }
}

/** Both come from the same schema, so their keys stand in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
