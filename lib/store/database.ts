import 'server-only'
import type { PGlite } from '@electric-sql/pglite'
import type { Prisma, PrismaClient } from '@/prisma/generated/client'

/** What works both inside and outside a transaction. */
export type Queries = Prisma.TransactionClient

/** Where the rows are, for those that bring their own SQL (pg-boss). */
export type Driver = { kind: 'pglite'; pglite: PGlite } | { kind: 'postgres'; url: string }

/** The one store of the app. Every failure of its methods is an AppError where it is an expected one. */
export interface Database {
  readonly kind: Driver['kind']
  readonly driver: Driver
  /** Runs statements, each on its own. */
  run<T>(work: (queries: PrismaClient) => Promise<T>): Promise<T>
  /** All or nothing; what `work` throws rolls back. Inside, only the `queries` it is given may be used. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** Throws `database-unavailable` when there is no answer. */
  ping(): Promise<void>
  /**
   * Calls back for each `notify` on the channel, by any process. After a lost connection is back it calls with an
   * empty payload: something may have been missed, read again. Returns the function that stops listening.
   */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>
  /** At most 7,999 bytes. */
  notify(channel: string, payload: string): Promise<void>
  close(): Promise<void>
}
