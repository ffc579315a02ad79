import 'server-only'
import type { Tool } from '@/lib/domain/capability'
import { Prisma } from '@/prisma/generated/client'
import type { Database } from './database'

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

  /** Takes what a tool says now for what it is to say. False when it was changed by another in between. */
  async accept(server: string, from: string, { fingerprint, definition }: Fingerprinted): Promise<boolean> {
    const { count } = await this.db.run((queries) =>
      queries.toolBaseline.updateMany({
        where: { server, tool: definition.name, fingerprint: from },
        data: { fingerprint, definition, ...NOTHING_PENDING },
      }),
    )
    return count > 0
  }

  /** Notes what a tool says instead. False when that is noted already. */
  async hold(
    server: string,
    from: string,
    { fingerprint, definition, since }: Fingerprinted & { since: string },
  ): Promise<boolean> {
    const { count } = await this.db.run((queries) =>
      queries.toolBaseline.updateMany({
        where: {
          ...{ server, tool: definition.name, fingerprint: from },
          OR: [{ pendingFingerprint: null }, { pendingFingerprint: { not: fingerprint } }],
        },
        data: { pendingFingerprint: fingerprint, pending: definition, pendingSince: since },
      }),
    )
    return count > 0
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
}

const NOTHING_PENDING = { pendingFingerprint: null, pending: Prisma.DbNull, pendingSince: null }
