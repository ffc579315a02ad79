import 'server-only'
import { setImmediate as others } from 'node:timers/promises'
import type { PGlite } from '@electric-sql/pglite'
import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'
import { PrismaPGlite } from 'pglite-prisma-adapter'

type SqlDriverAdapter = Awaited<ReturnType<SqlDriverAdapterFactory['connect']>>
type Transaction = Awaited<ReturnType<SqlDriverAdapter['startTransaction']>>

/** After so long of answers of the database alone, others have their turn. */
const TURN_MS = 8

/**
 * Prisma's adapter for PGlite, with commits that fail when they fail: the adapter alone swallows the error of a
 * COMMIT, and would acknowledge what was not stored. And with turns for others: PGlite answers in the turn in which it is
 * asked, so that a loop of queries would let no request in until it is through.
 */
export class PgliteAdapter implements SqlDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = 'pglite-prisma-adapter'

  #turnSince = 0

  constructor(private readonly pglite: PGlite) {}

  async connect(): Promise<SqlDriverAdapter> {
    const adapter = await new PrismaPGlite(this.pglite).connect()
    return Object.assign(this.#fair(adapter), { startTransaction: () => this.#startTransaction() })
  }

  async #startTransaction(): Promise<Transaction> {
    let outcome: Promise<unknown> = Promise.resolve()
    const { pglite } = this
    const watched: Pick<PGlite, 'transaction'> = {
      transaction(work) {
        const running = pglite.transaction(work)
        outcome = running
        return running
      },
    }
    // To begin a transaction the adapter asks its PGlite for nothing else.
    const adapter = await new PrismaPGlite(watched as PGlite).connect()
    const transaction = await adapter.startTransaction()
    const commit = transaction.commit.bind(transaction)
    transaction.commit = async () => {
      await commit()
      await outcome
    }
    return this.#fair(transaction)
  }

  #fair<Queryable extends Pick<SqlDriverAdapter, 'queryRaw' | 'executeRaw'>>(
    queryable: Queryable,
  ): Queryable {
    const queryRaw = queryable.queryRaw.bind(queryable)
    const executeRaw = queryable.executeRaw.bind(queryable)
    return Object.assign(queryable, {
      queryRaw: (...query: Parameters<typeof queryRaw>) => this.#turn(() => queryRaw(...query)),
      executeRaw: (...query: Parameters<typeof executeRaw>) => this.#turn(() => executeRaw(...query)),
    })
  }

  async #turn<T>(ask: () => Promise<T>): Promise<T> {
    const answer = await ask()
    if (performance.now() - this.#turnSince > TURN_MS) {
      await others()
      this.#turnSince = performance.now()
    }
    return answer
  }
}
