import 'server-only'
import type { FeedEntry } from '@/lib/domain/event'
import type { ServerRecord } from '@/lib/domain/server'
import type { Happening } from '@/lib/events/writer'
import type { Plan } from './draft'

/** What tells a record from an earlier state of it. */
export type RecordStamp = Pick<ServerRecord, 'name' | 'revision' | 'updatedAt'>

/** What another process has done. */
export type RegistryNews =
  /** It has written these records; null: more than can be named. */
  | { kind: 'written'; names: string[] | null }
  /** At that time (ISO) it could read a source, save these scopes and places. */
  | { kind: 'source-answered'; source: string; unreadable: string[]; at: string }
  | { kind: 'source-failed'; source: string; reason: string; at: string }

/** Where records are kept. A write is one batch; it fails whole, with `revision-conflict` when another was faster. */
export interface RecordStore {
  loadAll(): Promise<ServerRecord[]>
  /** Those that are there. */
  load(names: readonly string[]): Promise<ServerRecord[]>
  stamps(): Promise<RecordStamp[]>
  /** Stores the news with it, both or neither, and answers with them as they are stored. Tells other processes. */
  write(changes: Pick<Plan, 'upserts' | 'removals'>, news?: readonly Happening[]): Promise<FeedEntry[]>
  tell(news: RegistryNews): Promise<void>
  /**
   * Hears of what other processes do, in the order in which they did it; of null when something may have been missed.
   * Returns the function that stops.
   */
  listen(onNews: (news: RegistryNews | null) => void): Promise<() => Promise<void>>
}
