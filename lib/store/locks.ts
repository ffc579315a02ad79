import 'server-only'
import type { Queries } from './database'

/** Numbers of the advisory locks, first half "portolan" so that another program's locks do not meet ours. */
const SPACE = 0x706f7274
const LOCKS = {
  servers: 1,
  events: 2,
  config: 3,
  webhooks: 4,
  incidents: 5,
  history: 6,
  health: 7,
  library: 8,
  vectors: 9,
  postings: 10,
} as const

/** One writer at a time, across processes, until this transaction ends. */
export async function lockUntilCommit(queries: Queries, lock: keyof typeof LOCKS): Promise<void> {
  await queries.$executeRaw`SELECT pg_advisory_xact_lock(${SPACE}::int, ${LOCKS[lock]}::int)`
}

/** Whether it was free; it is held until this transaction ends. */
export async function tryLockUntilCommit(queries: Queries, lock: keyof typeof LOCKS): Promise<boolean> {
  const [row] = await queries.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${SPACE}::int, ${LOCKS[lock]}::int) AS free`
  return row?.free === true
}
