import 'server-only'
import type { Breaker, Connection, Failure, Verdict } from '@/lib/domain/connection'

/** What the pool and health know of a server now. */
export interface LiveState {
  connection: Connection
  verdict: Verdict
  reason?: Failure
  /** Absent while it is closed and nothing has failed. */
  breaker?: Breaker
  /** Known tools; null before the first listing. */
  tools: number | null
}

export type Live = (name: string) => LiveState
