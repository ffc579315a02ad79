import type { Claim } from './server'
import type { Problem } from './problem'

/** What a source saw of one server in one run, before the registry accepts it. */
export type Candidate = Omit<Claim, 'sourceId' | 'seenAt' | 'staleSince' | 'admission'>

/** All that a source sees now. A server that is missing from it is gone. */
export interface Snapshot {
  candidates: Candidate[]
  problems: Problem[]
  /**
   * Scopes or places whose content can't be told now (a broken file, a catalogue that does not answer): claims that came
   * from them stay as they are, and age as those of a source that fails.
   */
  unreadable?: string[]
}
