import type { Claim } from './server'
import type { Problem } from './problem'

/** What a source saw of one server in one run, before the registry accepts it. */
export type Candidate = Omit<Claim, 'sourceId' | 'seenAt' | 'staleSince'>

/** All that a source sees now. A server that is missing from it is gone. */
export interface Snapshot {
  candidates: Candidate[]
  problems: Problem[]
  /** Places whose content can't be told now (a broken file): claims that came from them stay as they are. */
  unreadable?: string[]
}
