import 'server-only'
import type { Changes } from '@/lib/domain/api/config'
import type { Failure } from '@/lib/domain/connection'
import type { NewServers, Run, RunDiff, RunTrigger, SourceView } from '@/lib/domain/discovery'
import type { Problem } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/snapshot'

/** What one run of one source came to, as this process knows it that did it. */
export interface RunResult {
  source: string
  trigger: RunTrigger
  at: string
  durationMs: number
  /** Names of the servers it saw. */
  servers: string[]
  problems: Problem[]
  changes: Changes
  /** Set when the run failed; the registry then has what it had. */
  error?: Failure
}

/** What a snapshot does to the registry, or would do. */
export interface Applied extends Changes {
  /** Candidates that it refuses. */
  problems: Problem[]
  counts: Run['counts']
  /** Server by server; long lists are cut. */
  diff: RunDiff
}

/** What discovery needs of the registry. */
export interface SnapshotSink {
  apply(sourceId: string, snapshot: Snapshot, options: { newServers: NewServers }): Promise<Applied>
  preview(sourceId: string, snapshot: Snapshot, options: { newServers: NewServers }): Applied
  sourceFailed(sourceId: string, error: unknown): void | Promise<void>
  /** Its servers stay as they are, however its last run went. */
  sourcePaused(sourceId: string): void
  /** Lets go of what all other sources declared. */
  retain(sourceIds: readonly string[]): Promise<unknown>
  setPrecedence(order: readonly string[]): Promise<void>
  sourceCounts(sourceId: string): SourceView['counts']
}

export const NO_DIFF: RunDiff = { added: [], changed: [], removed: [], shadowed: [] }
