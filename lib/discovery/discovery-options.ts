import 'server-only'
import type { Run, RunTrigger } from '@/lib/domain/discovery'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import type { Database } from '@/lib/store/database'
import type { SettingsStore } from '@/lib/store/settings'
import type { SnapshotSink } from './run'
import type { CareTimings } from './run-care'
import type { RunJobs, RunRows } from './run-queue'
import type { SettingsDocument } from './settings'
import type { SourceMethod, SourceParts } from './source'

export interface DiscoveryOptions {
  /** In order of precedence, highest first. */
  methods: readonly SourceMethod[]
  parts: SourceParts
  registry: SnapshotSink
  runs: RunRows
  jobs: RunJobs
  settings: Pick<SettingsStore, 'get' | 'setWith'>
  /** Where replicas hear of each other; `kind` tells whether there can be others. */
  database: Pick<Database, 'listen' | 'kind'>
  channel: string
  bus: EventBus
  clock: Clock
  logger: Logger
  /** What environment and files set about discovery, as they are now; lowest first. */
  documents?: () => readonly SettingsDocument[]
  /** What is wrong with them as texts. */
  problems?: readonly string[]
  /** Whether only administrators can reach the page. */
  isPageTrusted?: boolean
  random?: () => number
  /** How long a source may take to answer, in ms. */
  limitMs?: number
  timings?: CareTimings
}

export interface RunOptions {
  trigger?: RunTrigger
  /** Changes nothing, and says what it would change. */
  dryRun?: boolean
  /** False answers at once with the run as it waits. */
  wait?: boolean
  /** Ends the waiting, not the run. */
  signal?: AbortSignal
}

export interface RunsPage {
  items: Run[]
  nextCursor: string | null
  total: number
}
