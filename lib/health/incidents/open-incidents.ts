import 'server-only'
import { z } from 'zod'
import type { InTurn } from '@/lib/kit/in-turn'
import type { StoredIncident } from '@/lib/store/incident-rows'
import type { IncidentsOptions } from './incidents-options'

const noticeSchema = z.object({ from: z.string(), servers: z.array(z.string()).nullable() })

interface Parts extends Pick<IncidentsOptions, 'store' | 'database' | 'channel' | 'logger'> {
  turns: InTurn
}

interface Outcome {
  known: { open: ReadonlyMap<string, StoredIncident> }
  updated: readonly StoredIncident[]
  inserted: readonly StoredIncident[]
}

/** Which servers have an open incident, in memory: what this process has written, and what others tell of. */
export class OpenIncidents {
  /** Ids by server. */
  readonly #ids = new Map<string, string>()
  #letGo: (() => Promise<void>) | undefined

  constructor(private readonly parts: Parts) {}

  async start(): Promise<void> {
    const { database, channel } = this.parts
    // An embedded database has no other process.
    if (database.kind !== 'pglite') this.#letGo ??= await database.listen(channel, (text) => this.#hear(text))
    await this.#read('all')
  }

  async stop(): Promise<void> {
    await this.#letGo?.()
    this.#letGo = undefined
  }

  idOf(server: string): string | null {
    return this.#ids.get(server) ?? null
  }

  /** After a change of these servers' incidents, with what was known before it. */
  replace(servers: readonly string[] | 'all', { known, updated, inserted }: Outcome): void {
    this.#forget(servers)
    for (const { server, id } of known.open.values()) this.#ids.set(server, id)
    for (const { server, id, closedAt } of [...updated, ...inserted]) {
      if (closedAt === null) this.#ids.set(server, id)
      else if (this.#ids.get(server) === id) this.#ids.delete(server)
    }
  }

  #hear(payload: string): void {
    const servers = serversOf(payload, this.parts.store.replica)
    if (servers.length === 0) return
    this.#read(servers).catch((error: unknown) => {
      this.parts.logger.warn({ err: error }, 'Incidents of other processes could not be read yet')
    })
  }

  #read(servers: readonly string[] | 'all'): Promise<void> {
    const { turns, store } = this.parts
    return turns.run(async () => {
      const open = await store.open(servers)
      this.#forget(servers)
      for (const { server, id } of open) this.#ids.set(server, id)
    })
  }

  #forget(servers: readonly string[] | 'all'): void {
    if (servers === 'all') this.#ids.clear()
    else for (const server of servers) this.#ids.delete(server)
  }
}

/** None for what we have told ourselves; all where that is not known: something may have been missed. */
function serversOf(payload: string, self: string): readonly string[] | 'all' {
  if (payload === '') return 'all'
  const { data } = noticeSchema.safeParse(parsed(payload))
  if (data?.from === self) return []
  return data?.servers ?? 'all'
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
