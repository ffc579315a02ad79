import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from '@/lib/connections/pool'
import type { PoolOptions } from '@/lib/connections/pool-options'
import type { Connection } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import { type Server, type ServerSpecInput, serverSpecSchema } from '@/lib/domain/server'
import { EventBus } from '@/lib/events/bus'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { type RunningServer, serverPath, startHttpServer } from './spawn-server'

type Declaration = Omit<ServerSpecInput, 'name'>

/** A pool over servers that a test declares, and all that has to be cleaned up after it. */
export class PoolHarness {
  readonly bus = new EventBus(silentLogger)
  readonly events: AppEvent[] = []
  readonly pool: Pool
  /** Stands in the environment of every stdio server, and so of all that it starts. */
  readonly mark = `mark-${randomUUID()}`
  readonly #servers = new Map<string, Server>()
  readonly #running: RunningServer[] = []

  constructor(options: Partial<PoolOptions> = {}) {
    this.pool = new Pool({
      servers: { get: (name) => this.#servers.get(name), all: () => [...this.#servers.values()] },
      bus: this.bus,
      clock: systemClock,
      logger: silentLogger,
      random: () => 0.5,
      ...options,
    })
    this.bus.subscribe((event) => this.events.push(event))
    this.pool.start()
  }

  /** The declared ones, as the registry would list them. */
  get servers(): Server[] {
    return [...this.#servers.values()]
  }

  /** Declares a server, as the registry would know it. Policies of tests are quick. */
  declare(name: string, declaration: Declaration, blocked?: string): void {
    const policy = { firstDelayMs: 50, maxDelayMs: 500, connectTimeoutMs: 10_000, ...declaration.policy }
    const spec = serverSpecSchema.parse({ name, ...declaration, policy })
    const at = new Date(0).toISOString()
    const claim = {
      sourceId: 'manual',
      spec,
      warnings: [],
      seenAt: at,
      ...(blocked !== undefined && { blocked }),
    }
    this.#servers.set(name, {
      spec,
      source: 'manual',
      record: { name, claims: [claim], overrides: {}, revision: 1, createdAt: at, updatedAt: at },
    })
  }

  /** Declares it anew, and tells of it as the registry does. */
  change(name: string, declaration: Declaration): void {
    this.declare(name, declaration)
    this.bus.publish({ kind: 'server-changed', name, source: 'manual', fields: [] })
  }

  remove(name: string): void {
    this.#servers.delete(name)
    this.bus.publish({ kind: 'server-removed', name, source: 'manual' })
  }

  /** A stdio test server with these flags. */
  stdio(flags: string[] = [], env: Record<string, string> = {}): Declaration['endpoint'] {
    return this.command(process.execPath, [serverPath('stdio-server.mjs'), ...flags], env)
  }

  command(command: string, args: string[] = [], env: Record<string, string> = {}): Declaration['endpoint'] {
    return { kind: 'stdio', command, args, env: { ...env, PORTOLAN_TEST_MARK: this.mark } }
  }

  /** Starts an HTTP test server that ends with this harness. */
  async http(flags: string[] = [], port = 0): Promise<RunningServer> {
    const server = await startHttpServer(flags, port)
    this.#running.push(server)
    return server
  }

  /** The text of a tool's first content block. */
  async call(server: string, tool: string, args: Record<string, unknown> = {}): Promise<string> {
    const result = await this.pool.callTool({ server, tool, arguments: args, caller: 'internal' })
    return String(result.content[0]?.text)
  }

  /** Resolves with the connection's state when it is of that kind. */
  async until(name: string, kind: Connection['kind'], limitMs = 15_000): Promise<Connection> {
    await until(
      () => this.pool.stateOf(name).kind === kind,
      limitMs,
      () => JSON.stringify(this.pool.stateOf(name)),
    )
    return this.pool.stateOf(name)
  }

  eventsOf<K extends AppEvent['kind']>(kind: K): Extract<AppEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<AppEvent, { kind: K }> => event.kind === kind)
  }

  /** The kinds of state that a connection went through. */
  history(name: string): string[] {
    return this.eventsOf('connection-changed')
      .filter((event) => event.name === name)
      .map(({ connection }) => connection.kind)
  }

  /** Living processes that any stdio server of this harness has started, found without the code under test. */
  async processes(): Promise<number[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const found = await Promise.all(
      pids.map(async (pid) => {
        const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
        return environment.includes(this.mark) ? [Number(pid)] : []
      }),
    )
    return found.flat()
  }

  async dispose(): Promise<void> {
    await this.pool.stop()
    await Promise.all(this.#running.map((server) => server.kill()))
  }
}

/** Polls a condition; fails with a description when it does not come true in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
  describe: () => string = () => 'the condition did not come true',
): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`After ${limitMs} ms: ${describe()}`)
    await sleep(10)
  }
}
