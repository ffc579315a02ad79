import type { AppEvent } from '@/lib/domain/event'

export type Progress = Extract<AppEvent, { kind: 'connect-progressed' }>
export type Outcome = Progress['outcome']

export interface Result {
  outcome: Outcome
  error?: string | undefined
}

/** One "connect all" as the page follows it. */
export interface Batch {
  id: string
  /** Ms since the epoch. */
  startedAt: number
  names: readonly string[]
  skipped: readonly { name: string; reason: string }[]
  results: ReadonlyMap<string, Result>
}

export interface Begun {
  batch: string
  begun: readonly string[]
  skipped: readonly { name: string; reason: string }[]
}

/** `early`: progress that came before the answer that named the batch, which is no rarity on loopback. */
export function startBatch(begun: Begun, early: readonly Progress[], startedAt: number): Batch {
  const { batch: id, begun: names, skipped } = begun
  return withProgress({ id, startedAt, names, skipped, results: new Map() }, early)
}

/** The same batch when nothing of `progress` concerns it. */
export function withProgress(batch: Batch, progress: readonly Progress[]): Batch {
  const own = progress.filter((event) => event.batch === batch.id)
  if (own.length === 0) return batch
  const results = new Map(batch.results)
  for (const { name, outcome, error } of own) results.set(name, { outcome, error })
  return { ...batch, results }
}

export function pendingOf(batch: Batch): string[] {
  return batch.names.filter((name) => !batch.results.has(name))
}

export function isOver(batch: Batch): boolean {
  return batch.names.every((name) => batch.results.has(name))
}

export function tally(batch: Batch): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { ready: 0, failed: 0, 'needs-auth': 0, cancelled: 0 }
  for (const { outcome } of batch.results.values()) counts[outcome] += 1
  return counts
}
