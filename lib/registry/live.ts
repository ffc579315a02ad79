import 'server-only'
import type { Connection, Verdict } from '@/lib/domain/connection'

/** What the pool and health know of a server now. */
export interface LiveState {
  connection: Connection
  verdict: Verdict
  /** Known tools; null before the first listing. */
  tools: number | null
}

export type Live = (name: string) => LiveState
