import 'server-only'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { PGlite, Transaction } from '@electric-sql/pglite'

/** After so long of answers of the database alone, others have their turn. */
const TURN_MS = 8

type Asked = Pick<PGlite, 'query' | 'exec'>
type Embedded = Asked & Pick<PGlite, 'transaction'>

interface Turns {
  /** In milliseconds, from whenever. */
  now: () => number
  /** Resolves once everything else that waits has had its turn. */
  others: () => Promise<unknown>
}

/**
 * Changes the database so that it lets others have their turn now and then, inside transactions too. PGlite answers in
 * the turn of the event loop in which it is asked: a loop of queries, whoever asks them (Prisma, pg-boss), would let
 * no request in until it is through.
 */
export function withFairTurns<Database extends Embedded>(
  database: Database,
  { now, others }: Turns = { now: () => performance.now(), others: () => nextTurn() },
): Database {
  let since = now()
  const afterwards = async <Answer>(answer: Answer): Promise<Answer> => {
    if (now() - since <= TURN_MS) return answer
    await others()
    since = now()
    return answer
  }
  const fair = <Target extends Asked>(target: Target): Target => {
    const query = target.query.bind(target)
    const exec = target.exec.bind(target)
    const asked: Asked = {
      query: async (...asks) => afterwards(await query(...asks)),
      exec: async (...asks) => afterwards(await exec(...asks)),
    }
    return Object.assign(target, asked)
  }
  const transaction = database.transaction.bind(database)
  return Object.assign(fair(database), {
    transaction: <T>(work: (tx: Transaction) => Promise<T>) => transaction((tx) => work(fair(tx))),
  })
}
