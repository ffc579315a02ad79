import 'server-only'
import type { Snapshot } from '@/lib/domain/snapshot'

/** A discovery method with its settings. The whole contract: write one, and list it in `sources/all.ts`. */
export interface Source {
  /** Unique and stable: what the registry stores carries it, and pages show it. */
  readonly id: string
  /** What it is, for a person: `Configuration files`. */
  readonly title: string
  /**
   * All that it sees now: a server that is missing from the answer is gone. Throws when it can't tell; the registry then
   * keeps what it had. Absent where nothing is to be read, as for what people register by hand.
   */
  discover?(signal: AbortSignal): Promise<Snapshot>
  /** Tells that a new look is worth while, until the signal aborts; settles when it has let go of everything. */
  watch?(onChange: () => void, signal: AbortSignal): Promise<void>
  /** Looks again after so many ms, where changes can't be watched. */
  readonly everyMs?: number
}

/** A document of servers, ours or any client's, as a snapshot; `place` tells people where it was read. */
export type ReadServers = (text: string, place: string) => Snapshot

/** What `sources/all.ts` builds sources from. */
export interface SourceParts {
  readServers: ReadServers
  /** A variable of the environment. */
  variable: (name: string) => string | undefined
  configFiles: {
    load(signal: AbortSignal): Promise<Snapshot>
    watch(onChange: () => void, signal: AbortSignal): Promise<void>
  }
}
