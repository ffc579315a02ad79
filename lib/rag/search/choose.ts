import 'server-only'
import type { RankSettings } from '@/lib/domain/retrieval'
import type { Candidate, CutCandidate } from './candidate'
import { diversify } from './diversify'
import { grown, isNeighbour, mergeStretch, type Stretch } from './merge-neighbours'
import { similarity, type WordVector, wordVectors } from './similarity'

type ChooseSettings = Pick<
  RankSettings,
  'limit' | 'tokenLimit' | 'diversity' | 'mergeNeighbours' | 'minScore'
>

export interface Chosen {
  taken: Candidate[]
  /** Best first. */
  cut: CutCandidate[]
}

/** Texts that share so much of their words say the same: a page that is stored twice, a licence at the end of each. */
const SAME = 0.96
/** Diversity chooses among so many times the passages that are asked for. */
const BREADTH = 4

const NO_WORDS: WordVector = { words: new Int32Array(), weights: new Float64Array() }

interface Entry {
  candidate: Candidate
  vector: WordVector
}

interface Taken {
  candidate: Candidate
  stretch: Stretch
  tokens: number
}

/**
 * Chooses from candidates, given best first: what is below the floor goes, then what says the same as a better one;
 * neighbours become one; of the rest as many as are asked for and fit. The first is taken however long it is: nothing
 * would be the worse answer.
 */
export function choose(candidates: readonly Candidate[], settings: ChooseSettings): Chosen {
  const cut: CutCandidate[] = []
  const entries: Entry[] = []
  const vectors = wordVectors(candidates.map(({ passage }) => passage.counts))
  for (const [at, candidate] of candidates.entries()) {
    const entry = { candidate, vector: vectors[at] ?? NO_WORDS }
    if (settings.minScore !== null && candidate.deciding < settings.minScore) {
      cut.push({ ...candidate, why: 'score' })
    } else if (entries.some((better) => saysTheSame(better, entry))) {
      cut.push({ ...candidate, why: 'duplicate' })
    } else entries.push(entry)
  }
  const distinct = entries.map(({ candidate }) => candidate)

  const taken: Taken[] = []
  let tokens = 0
  for (const candidate of inOrder(entries, settings)) {
    const neighbour = settings.mergeNeighbours
      ? taken.find(({ stretch }) => isNeighbour(stretch, candidate.passage))
      : undefined
    const full = taken.length >= settings.limit
    const fits = taken.length === 0 || tokens + candidate.passage.tokens <= settings.tokenLimit
    if (full) cut.push({ ...candidate, why: whyNot(candidate, distinct, settings) })
    else if (!fits) cut.push({ ...candidate, why: 'tokens' })
    else if (neighbour) {
      neighbour.stretch = grown(neighbour.stretch, candidate.passage)
      cut.push({ ...candidate, why: 'merged' })
      tokens += candidate.passage.tokens
    } else {
      taken.push({ candidate, stretch: [candidate.passage], tokens: candidate.passage.tokens })
      tokens += candidate.passage.tokens
    }
  }
  const placeOf = new Map(candidates.map(({ passage }, at) => [passage.id, at]))
  const place = ({ passage }: Candidate) => placeOf.get(passage.id) ?? Infinity
  return {
    taken: taken.map(({ candidate, stretch }) => ({
      ...candidate,
      passage: mergeStretch(stretch, candidate.passage.id),
    })),
    cut: cut.sort((one, other) => place(one) - place(other)),
  }
}

function inOrder(entries: readonly Entry[], { limit, diversity }: ChooseSettings): Candidate[] {
  const pool = entries.slice(0, limit * BREADTH)
  const diverse = diversify(
    pool.map((item) => ({ item, score: item.candidate.deciding })),
    diversity,
    (one, other) => similarity(one.vector, other.vector),
  )
  return [...diverse, ...entries.slice(pool.length)].map(({ candidate }) => candidate)
}

function saysTheSame(one: Entry, other: Entry): boolean {
  if (one.candidate.passage.text === other.candidate.passage.text) return true
  const [fewer, more] = [one.vector.words.length, other.vector.words.length].sort((a, b) => a - b)
  // So many fewer different words: at most a part of it, and no need to compare.
  if ((fewer ?? 0) < (more ?? 0) * SAME * SAME) return false
  return similarity(one.vector, other.vector) >= SAME
}

/** Had it been by score alone, it would have been taken. */
function whyNot(
  candidate: Candidate,
  distinct: readonly Candidate[],
  { limit, diversity }: ChooseSettings,
): 'diversity' | 'limit' {
  return diversity > 0 && distinct.indexOf(candidate) < limit ? 'diversity' : 'limit'
}
