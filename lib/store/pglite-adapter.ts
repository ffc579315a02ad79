import 'server-only'
import type { PGlite } from '@electric-sql/pglite'
import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'
import { PrismaPGlite } from 'pglite-prisma-adapter'

type SqlDriverAdapter = Awaited<ReturnType<SqlDriverAdapterFactory['connect']>>
type Transaction = Awaited<ReturnType<SqlDriverAdapter['startTransaction']>>

/**
 * Prisma's adapter for PGlite, with commits that fail when they fail: the adapter alone swallows the error of a
 * COMMIT, and would acknowledge what was not stored.
 */
export class PgliteAdapter implements SqlDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = 'pglite-prisma-adapter'

  constructor(private readonly pglite: PGlite) {}

  async connect(): Promise<SqlDriverAdapter> {
    const adapter = await new PrismaPGlite(this.pglite).connect()
    return Object.assign(adapter, { startTransaction: () => this.#startTransaction() })
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
    return transaction
  }
}
