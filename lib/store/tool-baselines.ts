import 'server-only'
import type { Tool } from '@/lib/domain/capability'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import { Prisma } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { appendWithin } from './events'

/** A tool's definition with its fingerprint: equal ones say the same. */
export interface Fingerprinted {
  fingerprint: string
  definition: Tool
}

export interface ToolBaseline extends Fingerprinted {
  tool: string
  /** What it says now, while that waits for a person's word. */
  pending: (Fingerprinted & { since: string }) | undefined
}

/** Rows of what servers said of their tools. Of two replicas that see the same change, one is told that it was first. */
export class ToolBaselineStore {
  constructor(private readonly db: Database) {}

  async of(server: string): Promise<ToolBaseline[]> {
    const rows = await this.db.run((queries) => queries.toolBaseline.findMany({ where: { server } }))
    return rows.map((row) => ({
      tool: row.tool,
      fingerprint: row.fingerprint,
      // Only this class writes them, and what it writes are tools.
      definition: row.definition as Tool,
      pending:
        row.pendingFingerprint === null
          ? undefined
          : {
              fingerprint: row.pendingFingerprint,
              definition: row.pending as Tool,
              since: row.pendingSince?.toISOString() ?? new Date(0).toISOString(),
            },
    }))
  }

  /** Keeps what was seen for the first time; what is known stays. */
  async learn(server: string, tools: readonly Fingerprinted[]): Promise<void> {
    if (tools.length === 0) return
    const data = tools.map(({ fingerprint, definition }) => ({
      ...{ server, tool: definition.name, fingerprint },
      definition,
    }))
    await this.db.run((queries) => queries.toolBaseline.createMany({ data, skipDuplicates: true }))
  }

  /** Takes what a tool says now for what it is to say, and tells so. Nothing when another has changed it in between. */
  accept(
    server: string,
    from: string,
    { fingerprint, definition }: Fingerprinted,
    news: Happening,
  ): Promise<FeedEntry[]> {
    return this.#tellingOf(news, (queries) =>
      queries.toolBaseline.updateMany({
        where: { server, tool: definition.name, fingerprint: from },
        data: { fingerprint, definition, ...NOTHING_PENDING },
      }),
    )
  }

  /** Notes what a tool says instead, and tells so. Nothing when that is noted already. */
  hold(
    server: string,
    from: string,
    { fingerprint, definition, since }: Fingerprinted & { since: string },
    news: Happening,
  ): Promise<FeedEntry[]> {
    return this.#tellingOf(news, (queries) =>
      queries.toolBaseline.updateMany({
        where: {
          ...{ server, tool: definition.name, fingerprint: from },
          OR: [{ pendingFingerprint: null }, { pendingFingerprint: { not: fingerprint } }],
        },
        data: { pendingFingerprint: fingerprint, pending: definition, pendingSince: since },
      }),
    )
  }

  /** It says again what it was to say. */
  async release(server: string, tool: string): Promise<void> {
    await this.db.run((queries) =>
      queries.toolBaseline.updateMany({ where: { server, tool }, data: NOTHING_PENDING }),
    )
  }

  async forget(server: string): Promise<void> {
    await this.db.run((queries) => queries.toolBaseline.deleteMany({ where: { server } }))
  }

  #tellingOf(news: Happening, write: (queries: Queries) => Promise<{ count: number }>): Promise<FeedEntry[]> {
    return this.db.transaction(async (queries) => {
      const { count } = await write(queries)
      return count > 0 ? appendWithin(queries, [news]) : []
    })
  }
}

const NOTHING_PENDING = { pendingFingerprint: null, pending: Prisma.DbNull, pendingSince: null }
