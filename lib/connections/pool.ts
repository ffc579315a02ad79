import 'server-only'
import type { LogLine } from '@/lib/domain/api/capabilities'
import type { Selection } from '@/lib/domain/api/connections'
import type { Prompt, Resource, ResourceTemplate, Tool, ToolResult } from '@/lib/domain/capability'
import type { Connection } from '@/lib/domain/connection'
import type { AppEvent, Caller } from '@/lib/domain/event'
import type { Server } from '@/lib/domain/server'
import type { EventBus } from '@/lib/events/bus'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'

export interface PoolOptions {
  servers: { get(name: string): Server | undefined; all(): Server[] }
  bus: EventBus
  clock: Clock
  logger: Logger
  /** Uniform in [0, 1). */
  random: () => number
  /** Shown to every server as the client's version. */
  version?: string
  /** Connects that may run at the same time. */
  maxConnecting?: number
  /** A result, or any one message, above it is refused as `too-large`. */
  maxMessageBytes?: number
}

export interface ToolCall {
  server: string
  tool: string
  arguments: Record<string, unknown>
  caller: Caller
  signal?: AbortSignal | undefined
  timeoutMs?: number | undefined
  onProgress?: ((progress: { progress: number; total?: number; message?: string }) => void) | undefined
}

export interface Listing<T> {
  items: T[]
  /** ISO time. */
  listedAt: string
}

export interface PoolStats {
  open: number
  waiting: number
  tools: number
  retries: number
  children: number
}

/** Keeps one connection per server, opened on demand and once for all callers. */
export class Pool {
  constructor(private readonly options: PoolOptions) {}

  start(): void {
    void this.options
  }

  stop(): Promise<void> {
    return Promise.resolve()
  }

  stateOf(name: string): Connection {
    void name
    return { kind: 'idle', since: new Date(0).toISOString() }
  }

  /** Opens if need be; answers with the settled state: ready, waiting, needs-auth or failed. */
  open(name: string, signal?: AbortSignal): Promise<Connection> {
    return notYet(name, signal)
  }

  begin(name: string): Connection {
    return this.stateOf(name)
  }

  close(name: string): Promise<Connection> {
    return notYet(name)
  }

  connectAll(selection: Selection): {
    batch: string
    begun: string[]
    skipped: { name: string; reason: string }[]
  } {
    void selection
    return { batch: crypto.randomUUID(), begun: [], skipped: [] }
  }

  disconnect(selection?: Selection): Promise<string[]> {
    return notYet(selection)
  }

  callTool(call: ToolCall): Promise<ToolResult & { durationMs: number }> {
    return notYet(call)
  }

  tools(name: string, options?: { refresh?: boolean; signal?: AbortSignal }): Promise<Listing<Tool>> {
    return notYet(name, options)
  }

  /** Without waiting: the last listing, also through a short outage. */
  knownTools(name: string): Tool[] | undefined {
    void name
    return undefined
  }

  resources(
    name: string,
    signal?: AbortSignal,
  ): Promise<Listing<Resource> & { templates: ResourceTemplate[] }> {
    return notYet(name, signal)
  }

  readResource(
    name: string,
    uri: string,
    signal?: AbortSignal,
  ): Promise<{ contents: ({ uri: string } & Record<string, unknown>)[] }> {
    return notYet(name, uri, signal)
  }

  prompts(name: string, signal?: AbortSignal): Promise<Listing<Prompt>> {
    return notYet(name, signal)
  }

  getPrompt(
    name: string,
    prompt: string,
    values: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<{ description?: string; messages: ({ role: string } & Record<string, unknown>)[] }> {
    return notYet(name, prompt, values, signal)
  }

  /** The newest lines of stderr, MCP log messages and the connection's own doings, oldest first. */
  log(name: string): LogLine[] {
    void name
    return []
  }

  stats(): PoolStats {
    return { open: 0, waiting: 0, tools: 0, retries: 0, children: 0 }
  }

  /** Every event of the pool. Returns the function that unsubscribes. */
  onEvent(listener: (event: AppEvent) => void): () => void {
    return this.options.bus.subscribe(listener)
  }
}

function notYet(...used: unknown[]): Promise<never> {
  void used
  return Promise.reject(new AppError('internal', 'The pool is not there yet'))
}
