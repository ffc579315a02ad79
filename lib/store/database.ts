import 'server-only'
import type { PGlite } from '@electric-sql/pglite'
import { AppError } from '@/lib/kit/app-error'
import { type Prisma, PrismaClient } from '@/prisma/generated/client'
import type { Backend } from './backend'
import { translateDatabaseError } from './database-error'

/** What works both inside and outside a transaction. */
export type Queries = Prisma.TransactionClient

/** Where the rows are, for those that bring their own SQL (pg-boss). */
export type Driver = { kind: 'pglite'; pglite: PGlite } | { kind: 'postgres'; url: string }

const CLOSE_PATIENCE_MS = 1_500
/** Prisma's own limits (2 s to begin, 5 s in all) are too short for 10,000 rows on a busy machine. */
const TRANSACTION_LIMITS = { maxWait: 15_000, timeout: 60_000 }

/** The one store of the app. Its expected failures are AppErrors. */
export class Database {
  readonly #prisma: PrismaClient
  readonly #running = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(private readonly backend: Backend) {
    this.#prisma = new PrismaClient({
      adapter: backend.adapter,
      errorFormat: 'minimal',
      transactionOptions: TRANSACTION_LIMITS,
    })
  }

  get kind(): Driver['kind'] {
    return this.backend.driver.kind
  }

  get driver(): Driver {
    return this.backend.driver
  }

  /** Runs statements, each on its own. */
  run<T>(work: (queries: PrismaClient) => Promise<T>): Promise<T> {
    return this.#track(() => work(this.#prisma))
  }

  /** All or nothing; what `work` throws rolls back. Inside, only the `queries` it is given may be used. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    return this.#track(() => this.#prisma.$transaction(work))
  }

  /** Throws `database-unavailable` when there is no answer. */
  async ping(): Promise<void> {
    await this.run((queries) => queries.$queryRaw`SELECT 1 AS alive`)
  }

  /**
   * Calls back for each `notify` on the channel, by any process. After a lost connection has come back it calls with
   * an empty payload: something may have been missed, read again. Returns the function that stops listening.
   */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    return this.#track(() => this.backend.listen(channel, onPayload))
  }

  /** At most 7,999 bytes. */
  async notify(channel: string, payload: string): Promise<void> {
    await this.run((queries) => queries.$executeRaw`SELECT pg_notify(${channel}, ${payload})`)
  }

  /** Waits for what is running, for at most a second and a half; what is cut off then is rolled back. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    let patience: NodeJS.Timeout | undefined
    const limit = new Promise((resolve) => (patience = setTimeout(resolve, CLOSE_PATIENCE_MS)))
    await Promise.race([Promise.allSettled(this.#running), limit])
    clearTimeout(patience)
    await this.#prisma.$disconnect()
    await this.backend.close()
  }

  async #track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new AppError('shutting-down', 'The database is closed: Portolan is stopping')
    // Prisma's queries begin when they are awaited, so the wait must start here.
    const running = (async () => work())()
    this.#running.add(running)
    try {
      return await running
    } catch (error) {
      throw translateDatabaseError(error, this.backend.place)
    } finally {
      this.#running.delete(running)
    }
  }
}
