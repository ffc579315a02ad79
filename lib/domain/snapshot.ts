import type { NewServers } from './discovery'
import type { Claim } from './server'
import type { Problem } from './problem'

/** What a source saw of one server in one run, before the registry accepts it. */
export type Candidate = Omit<Claim, 'sourceId' | 'seenAt' | 'staleSince' | 'admission'> & {
  /** How it is treated if it is new, where its place asks for something else than its source: a public registry, say. */
  newServers?: NewServers
}

/** All that a source sees now. A server that is missing from it is gone. */
export interface Snapshot {
  candidates: Candidate[]
  problems: Problem[]
  /**
   * Scopes or places whose content can't be told now (a broken file, a catalogue that does not answer): claims that came
   * from them, or from a scope within them, stay as they are, and age as those of a source that fails.
   */
  unreadable?: string[]
}
