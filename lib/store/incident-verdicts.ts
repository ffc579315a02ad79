import 'server-only'
import type { Failure, Verdict } from '@/lib/domain/connection'
import { SEVERITIES } from '@/lib/domain/incident'
import type { Queries } from './database'

export interface StoredVerdict {
  server: string
  verdict: Verdict
  reason: Failure
  /** ISO. */
  since: string
}

/** What is thought of these servers, and of all that are not well. */
export async function storedVerdicts(queries: Queries, servers: readonly string[]): Promise<StoredVerdict[]> {
  const rows = await queries.$queryRaw<{ name: string; verdict: string; reason: unknown; since: Date }[]>`
    SELECT name, verdict, reason, since FROM server_health
    WHERE verdict = ANY(${[...SEVERITIES]}::text[]) OR name = ANY(${[...servers]}::text[])`
  return rows.map(({ name, verdict, reason, since }) => ({
    server: name,
    // Only health writes the table, and what it writes is of these types.
    verdict: verdict as Verdict,
    reason: reason as Failure,
    since: since.toISOString(),
  }))
}
