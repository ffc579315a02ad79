import 'server-only'
import type { ConversationUsage } from '@/lib/domain/api/conversations'
import type { Database } from './database'

interface UsageRow {
  currency: string | null
  turns: bigint
  input: number | null
  output: number | null
  cached: number | null
  cost: number | null
}

/** What all answers of a conversation took together, those of branches that are not shown too. */
export async function usageOfConversation(db: Database, id: string): Promise<ConversationUsage> {
  const rows = await db.run(
    (queries) => queries.$queryRaw<UsageRow[]>`
      SELECT metadata->>'currency' AS currency, count(*) AS turns,
             sum((metadata->>'inputTokens')::float8) AS input, sum((metadata->>'outputTokens')::float8) AS output,
             sum((metadata->>'cachedTokens')::float8) AS cached, sum((metadata->>'cost')::float8) AS cost
      FROM message WHERE conversation_id = ${id}::uuid AND role = 'assistant' GROUP BY 1 ORDER BY 1`,
  )
  const sum = (of: (row: UsageRow) => number | bigint | null) =>
    rows.reduce((total, row) => total + Number(of(row) ?? 0), 0)
  return {
    turns: sum(({ turns }) => turns),
    inputTokens: sum(({ input }) => input),
    outputTokens: sum(({ output }) => output),
    cachedTokens: sum(({ cached }) => cached),
    costs: rows.flatMap(({ currency, cost }) =>
      currency !== null && cost !== null ? [{ currency, cost }] : [],
    ),
  }
}
