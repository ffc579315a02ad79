import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Sealer } from '@/lib/config/secrets'
import type { AuthorizationStore, StoredAuthorization } from '@/lib/connections/auth/authorization-store'
import type { FeedEntry } from '@/lib/domain/event'
import type { Happening } from '@/lib/events/writer'
import type { Authorization } from '@/prisma/generated/client'
import type { Database, Queries } from './database'
import { appendWithin } from './events'

/** Told with every change, as another process may hold the tokens in memory. */
const CHANNEL = 'portolan_authorizations'
const newsSchema = z.object({ writer: z.string(), server: z.string() })

/** Rows of authorizations, each sealed to its server, and of sign-ins under way, sealed to their state. */
export class StoredAuthorizations implements AuthorizationStore {
  readonly #writer = randomUUID()

  constructor(
    private readonly db: Database,
    private readonly sealer: Sealer,
    /** Hears of a row that can't be opened; it then counts as none. */
    private readonly onDamaged: (server: string, error: unknown) => void = () => undefined,
  ) {}

  async loadAll(): Promise<StoredAuthorization[]> {
    const rows = await this.db.run((queries) => queries.authorization.findMany())
    return rows.flatMap((row) => this.#opened(row) ?? [])
  }

  async load(server: string): Promise<StoredAuthorization | undefined> {
    const row = await this.db.run((queries) => queries.authorization.findUnique({ where: { server } }))
    return row ? this.#opened(row) : undefined
  }

  async save(
    server: string,
    body: string,
    over: number,
    news: readonly Happening[] = [],
  ): Promise<FeedEntry[] | undefined> {
    const sealed = this.sealer.seal(body, contextOf(server))
    return this.db.transaction(async (queries) => {
      const stored =
        over === 0
          ? await queries.$executeRaw`
              INSERT INTO "authorization" (server, revision, body, updated_at)
              VALUES (${server}, 1, ${sealed}, now()) ON CONFLICT (server) DO NOTHING`
          : await queries.$executeRaw`
              UPDATE "authorization"
              SET revision = ${over + 1}, body = ${sealed}, lease = NULL, lease_until = NULL, updated_at = now()
              WHERE server = ${server} AND revision = ${over}`
      if (stored === 0) return undefined
      await this.#tell(queries, server)
      return appendWithin(queries, news)
    })
  }

  async remove(
    server: string,
    revision: number,
    news: readonly Happening[] = [],
  ): Promise<FeedEntry[] | undefined> {
    return this.db.transaction(async (queries) => {
      const { count } = await queries.authorization.deleteMany({ where: { server, revision } })
      if (count === 0) return undefined
      await this.#tell(queries, server)
      return appendWithin(queries, news)
    })
  }

  async lease(
    server: string,
    { revision, holder, forMs }: { revision: number; holder: string; forMs: number },
  ): Promise<boolean> {
    const taken = await this.db.run(
      (queries) => queries.$executeRaw`
        UPDATE "authorization" SET lease = ${holder}, lease_until = now() + ${forMs}::int * interval '1 millisecond'
        WHERE server = ${server} AND revision = ${revision} AND (lease IS NULL OR lease_until < now())`,
    )
    return taken > 0
  }

  async release(server: string, holder: string): Promise<void> {
    await this.db.run((queries) =>
      queries.authorization.updateMany({
        where: { server, lease: holder },
        data: { lease: null, leaseUntil: null },
      }),
    )
  }

  async listen(onChange: (server: string | null) => void): Promise<() => Promise<void>> {
    if (this.db.kind !== 'postgres') return () => Promise.resolve()
    return this.db.listen(CHANNEL, (payload) => {
      const news = newsSchema.safeParse(parsed(payload))
      if (news.data?.writer !== this.#writer) onChange(news.data?.server ?? null)
    })
  }

  async keepSignIn(id: string, body: string, forMs: number): Promise<void> {
    const sealed = this.sealer.seal(body, `sign-in:${id}`)
    await this.db.run(
      (queries) => queries.$executeRaw`
        INSERT INTO sign_in (id, body, expires_at)
        VALUES (${id}, ${sealed}, now() + ${forMs}::int * interval '1 millisecond')`,
    )
  }

  async takeSignIn(id: string): Promise<string | undefined> {
    const [row] = await this.db.run(
      (queries) => queries.$queryRaw<{ body: string; fresh: boolean }[]>`
        DELETE FROM sign_in WHERE id = ${id} RETURNING body, expires_at > now() AS fresh`,
    )
    return row?.fresh ? this.sealer.open(row.body, `sign-in:${id}`) : undefined
  }

  async prune(isThere: (server: string) => boolean, before: Date): Promise<number> {
    const [signIns, old] = await Promise.all([
      this.db.run((queries) => queries.signIn.deleteMany({ where: { expiresAt: { lt: new Date() } } })),
      this.db.run((queries) =>
        queries.authorization.findMany({
          where: { updatedAt: { lt: before } },
          select: { server: true, revision: true },
        }),
      ),
    ])
    const orphans = old.filter(({ server }) => !isThere(server))
    for (const { server, revision } of orphans) await this.remove(server, revision)
    return signIns.count + orphans.length
  }

  /** Seals what older keys have sealed with the current one; returns how many. */
  async resealAll(): Promise<number> {
    return this.db.transaction(async (queries) => {
      const rows = await queries.authorization.findMany({
        where: { NOT: { body: { startsWith: this.sealer.prefix } } },
      })
      for (const { server, revision, body } of rows) {
        const sealed = this.sealer.seal(this.sealer.open(body, contextOf(server)), contextOf(server))
        await queries.authorization.updateMany({ where: { server, revision }, data: { body: sealed } })
      }
      return rows.length
    })
  }

  #opened({ server, revision, body, updatedAt }: Authorization): StoredAuthorization | undefined {
    try {
      const opened = this.sealer.open(body, contextOf(server))
      return { server, revision, body: opened, updatedAt: updatedAt.toISOString() }
    } catch (error) {
      this.onDamaged(server, error)
      return undefined
    }
  }

  async #tell(queries: Queries, server: string): Promise<void> {
    if (this.db.kind !== 'postgres') return
    const news = JSON.stringify({ writer: this.#writer, server })
    await queries.$executeRaw`SELECT pg_notify(${CHANNEL}, ${news})`
  }
}

/** Binds an envelope to its row: moved to another server's row it does not open. */
function contextOf(server: string): string {
  return `authorization:${server}`
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
