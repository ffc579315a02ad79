import 'server-only'
import { availableParallelism } from 'node:os'
import type { LogLine } from '@/lib/domain/api/capabilities'
import type { Selection } from '@/lib/domain/api/connections'
import type { HeldTool, Prompt, Resource, ResourceTemplate, Tool } from '@/lib/domain/capability'
import type { Breaker, Connection } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import { messageOf } from '@/lib/kit/app-error'
import { callTool, type CallResult, type ToolCall } from './calls'
import { connectBatch } from './connect-batch'
import { Entry } from './entry'
import { PoolNews } from './pool-news'
import type { Listing, PoolOptions, PoolStats } from './pool-options'
import { EraMemory } from './era-memory'
import { bidFarewell, type Farewell } from './farewell'
import { LightProbe } from './light-probe'
import { list, type ListOptions, listTools, type ToolListing } from './lists'
import { MemoryWatch } from './memory-watch'
import { endOrphans } from './process-tree'
import type { ProbeOptions, ProbeResult } from './probe'
import { probe } from './prober'
import { statsOf } from './pool-stats'
import { complete, type CompletionRequest, readPrompt, readResource, type ResourceContents } from './reading'
import { request } from './request'
import { ResourceWatches } from './resource-watches'
import { Roster, stopped } from './roster'
import { namesIn, refusalOf } from './selection'
import type { Session } from './session'
import { SessionOpener } from './session-opener'
import { tracedCall } from './traced-call'

/** Keeps one connection per server, opened on demand and once for all callers. */
export class Pool {
  readonly watches: ResourceWatches
  readonly #roster: Roster
  readonly #news: PoolNews
  readonly #opener: SessionOpener
  readonly #light: LightProbe
  readonly #idleSince: string
  readonly #memory: MemoryWatch
  readonly #cutting = new AbortController()
  #stopping: Promise<Farewell> | undefined

  constructor(private readonly options: PoolOptions) {
    const { clock, logger, servers, bus, random } = options
    this.#news = new PoolNews({ bus, logger })
    this.#idleSince = new Date(clock.now()).toISOString()
    // Only for tests and scripts, which have no `Env`.
    const ours = options.environment ?? process.env
    const clientVersion = options.version ?? '0.0.0'
    const shared = { clock, ours, memory: new EraMemory(clock), clientVersion, authorize: options.authorize }
    this.#opener = new SessionOpener({
      ...shared,
      maxStarting: options.maxStarting ?? Math.max(8, 2 * availableParallelism()),
      maxMessageBytes: options.maxMessageBytes ?? 64 * 1024 * 1024,
      home: options.home ?? process.cwd(),
      answers: options.answers ?? ['elicitation'],
    })
    this.#light = new LightProbe({ ...shared, opener: this.#opener })
    const { publish, publishWith } = this.#news
    this.watches = new ResourceWatches({
      logger,
      onWanted: (name) => this.#roster.get(name)?.watch.adjust(),
      isTold: (name, uri) => this.#roster.get(name)?.watch.isTold(uri) === true,
    })
    this.#roster = new Roster({
      ...{ servers, bus, logger },
      onGone: (name) => this.#forget(name),
      make: (server) =>
        new Entry(server, {
          ...{ clock, random, publish, publishWith },
          ...{ cutting: this.#cutting.signal, baselines: options.baselines },
          watches: this.watches,
          open: (current, hooks, signal) => this.#opener.open(current, hooks, signal),
        }),
    })
    const watched = () => this.#roster.all().flatMap((entry) => entry.watched() ?? [])
    this.#memory = new MemoryWatch({ clock, logger, watched })
  }

  /** Listens for changes of servers, opens those that are to be open, and ends what a run that was killed has left behind. */
  start(): void {
    const { logger } = this.options
    this.#roster.start()
    this.#memory.start()
    void endOrphans().then(
      (count) => {
        if (count > 0) logger.warn({ count }, 'Ended processes that an earlier run had left behind')
      },
      (error: unknown) => logger.warn({ err: error }, 'Could not look for processes of an earlier run'),
    )
  }

  /** Lets calls end, closes all at the same time, and tells what it took. Resolves when nothing is left, or in time. */
  stop(): Promise<Farewell> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  stateOf(name: string): Connection {
    return this.#roster.get(name)?.connection.view ?? { kind: 'idle', since: this.#idleSince }
  }

  /** Opens if need be; answers with the settled state: ready, waiting, needs-auth or failed. */
  async open(name: string, signal?: AbortSignal): Promise<Connection> {
    const { connection } = this.#roster.of(name)
    connection.begin()
    return connection.settled(signal)
  }

  begin(name: string): Connection {
    return this.#roster.of(name).connection.begin()
  }

  async close(name: string): Promise<Connection> {
    const entry = this.#roster.get(name)
    return entry ? entry.connection.close() : this.stateOf(name)
  }

  /** Asks a server whether it lives; over its connection if there is one. Never throws for what the far side does. */
  async probe(name: string, options: ProbeOptions): Promise<ProbeResult> {
    const server = this.#roster.server(name)
    const parts = { entry: () => this.#roster.of(name), light: this.#light }
    return probe({ server, entry: this.#roster.get(name) }, parts, options)
  }

  /** Opens again what has given up or waits, as a probe has found the server there. False where there is nothing to do. */
  revive(name: string): boolean {
    const entry = this.#roster.get(name)
    return entry !== undefined && !this.#roster.isClosed && entry.revive()
  }

  breakerOf(name: string): Breaker {
    return this.#roster.get(name)?.circuit.view ?? { kind: 'closed', failures: 0 }
  }

  connectAll(selection: Selection): {
    batch: string
    begun: string[]
    skipped: { name: string; reason: string }[]
  } {
    const { servers } = this.options
    const begun: string[] = []
    const skipped: { name: string; reason: string }[] = []
    for (const name of namesIn(selection, servers)) {
      const refusal = this.#stopping ? stopped() : refusalOf(name, servers.get(name))
      if (refusal) skipped.push({ name, reason: refusal.message })
      else if (this.stateOf(name).kind === 'ready') skipped.push({ name, reason: 'ready already' })
      else begun.push(name)
    }
    const batch = connectBatch(begun, (name) => this.open(name), this.#news.publish)
    return { batch, begun, skipped }
  }

  /** Closes those that are not idle; resolves with their names when they are closed. */
  async disconnect(selection: Selection = { all: true }): Promise<string[]> {
    const chosen = 'all' in selection ? this.#roster.names() : namesIn(selection, this.options.servers)
    const open = chosen.filter((name) => this.stateOf(name).kind !== 'idle')
    await Promise.all(open.map((name) => this.close(name)))
    return open
  }

  /** Runs `call` on the server's session; a failure becomes an AppError. */
  async use<T>(
    name: string,
    signal: AbortSignal | undefined,
    call: (session: Session) => Promise<T>,
  ): Promise<T> {
    const entry = this.#roster.of(name)
    return request(entry, { signal }, call)
  }

  async callTool(call: ToolCall): Promise<CallResult> {
    return tracedCall(this.options.tracer, call, (traced) =>
      callTool(this.#roster.of(call.server), traced, this.#news.publish),
    )
  }

  /** In a short outage the tools that it had; `available` then is false. */
  async tools(name: string, options: ListOptions = {}): Promise<ToolListing> {
    return listTools(this.#roster.of(name), options)
  }

  /** Without waiting: the last listing, also through a short outage. */
  knownTools(name: string): Tool[] | undefined {
    return this.#roster.get(name)?.capabilities.known('tools')?.items
  }

  /** Without waiting: the names of tools that can't be called until a person has approved them. */
  heldTools(name: string): string[] {
    return (
      this.#roster
        .get(name)
        ?.drift.held()
        .map(({ tool }) => tool) ?? []
    )
  }

  /** Whether a call would go through now. One that rests is opened by it. */
  isAvailable(name: string): boolean {
    return this.#roster.get(name)?.isAvailable ?? true
  }

  /** Lets a held tool be called as it is now. Answers those that are still held. */
  async approveTool(name: string, tool: string): Promise<HeldTool[]> {
    const { drift } = this.#roster.of(name)
    await drift.approve(tool)
    return drift.held()
  }

  async resources(
    name: string,
    signal?: AbortSignal,
  ): Promise<Listing<Resource> & { templates: ResourceTemplate[] }> {
    const { items, templates, listedAt } = await list(this.#roster.of(name), 'resources', { signal })
    return { items, templates, listedAt: new Date(listedAt).toISOString() }
  }

  async readResource(name: string, uri: string, signal?: AbortSignal): Promise<ResourceContents> {
    const entry = this.#roster.of(name)
    return request(entry, { signal }, (session) =>
      readResource(session, uri, entry.policy.callTimeoutMs, signal),
    )
  }

  async prompts(name: string, signal?: AbortSignal): Promise<Listing<Prompt>> {
    const { items, listedAt } = await list(this.#roster.of(name), 'prompts', { signal })
    return { items, listedAt: new Date(listedAt).toISOString() }
  }

  async getPrompt(
    name: string,
    prompt: string,
    values: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<{ description?: string; messages: ({ role: string } & Record<string, unknown>)[] }> {
    const entry = this.#roster.of(name)
    const params = { name: prompt, arguments: values }
    return request(entry, { signal }, (session) =>
      readPrompt(session, params, entry.policy.callTimeoutMs, signal),
    )
  }

  /** What a server proposes for an argument of a prompt or of a URI template; nothing where it completes nothing. */
  async complete(
    name: string,
    asked: CompletionRequest,
    signal?: AbortSignal,
  ): Promise<{ values: string[]; hasMore: boolean }> {
    const entry = this.#roster.of(name)
    return request(entry, { signal }, (session) =>
      complete(session, asked, entry.policy.callTimeoutMs, signal),
    )
  }

  /** The newest lines of stderr, MCP log messages and the connection's own doings, oldest first. */
  log(name: string): LogLine[] {
    return this.#roster.get(name)?.log.lines() ?? []
  }

  stats(): PoolStats {
    return statsOf(this.#roster.all())
  }

  /** Every event of the pool. Returns the function that unsubscribes. */
  onEvent(listener: (event: AppEvent) => void): () => void {
    return this.#news.subscribe(listener)
  }

  #forget(name: string): void {
    void this.options.baselines?.forget(name).catch((error: unknown) => {
      this.options.logger.warn(
        { server: name, reason: messageOf(error) },
        'Could not forget what its tools said',
      )
    })
  }

  async #stop(): Promise<Farewell> {
    const { logger, drainMs = 1_000, closeMs = 4_400 } = this.options
    this.#roster.close()
    this.#memory.stop()
    const [farewell] = await Promise.all([
      bidFarewell(this.#roster.all(), this.#cutting, { drainMs, closeMs }),
      this.#light.close(),
    ])
    const wasClean = [farewell.cut, farewell.killed, farewell.left].every(
      (one) => Object.keys(one).length === 0,
    )
    if (wasClean) logger.info({ closed: farewell.closed }, 'Closed all connections')
    else logger.warn({ ...farewell }, 'Closed all connections; some calls were cut or processes killed')
    return farewell
  }
}
