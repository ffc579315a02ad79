import 'server-only'
import type { Cut, Ranks, Scores } from '@/lib/domain/retrieval'
import type { StoredPassage } from '@/lib/store/passage-search'

/** A passage on its way into an answer. */
export interface Candidate {
  passage: StoredPassage
  scores: Scores
  ranks: Ranks
  /** The score that orders and cuts. */
  deciding: number
}

export interface CutCandidate extends Candidate {
  why: Cut
}
