import 'server-only'
import type { Cut, Ranks, RankSettings } from '@/lib/domain/retrieval'
import { assertNever } from '@/lib/kit/assert-never'
import type { PassageFilter } from '@/lib/store/passage-filter'

/** What a search knows of one passage. */
export interface Facts {
  /** BM25; 0 where no word is shared. */
  score: number
  /** Place in the fusion, from 1; null when it is not in it. */
  rank: number | null
  ranks: Ranks | null
  /** Place among all passages that hold a word of the query, whatever the filter. */
  lexicalPlace: number | null
  /** Of the last passage that words brought into the fusion; null when there was room for more. */
  lastScore: number | null
  shared: readonly string[]
  missing: readonly string[]
  /** Whether vectors took part. */
  vectors: boolean
  settings: RankSettings
  tokens: number
  /** How many passages were taken. */
  taken: number
  deciding: number | null
  lastDeciding: number | null
}

export function explainTaken(place: number, facts: Facts): string {
  return `It is number ${place} of the ${facts.taken} that were taken: ${standing(facts)}.${words(facts)}`
}

export function explainCut(why: Cut, facts: Facts): string {
  const { settings, deciding, lastDeciding, tokens, taken } = facts
  switch (why) {
    case 'limit':
      return `It is further down than the ${settings.limit} that were asked for: ${standing(facts)}${
        deciding !== null && lastDeciding !== null
          ? `, with a score of ${number(deciding)}; the last that was taken has ${number(lastDeciding)}`
          : ''
      }.${words(facts)}`
    case 'tokens':
      return `Its ${tokens} tokens did not fit: the ${taken} passages that were taken have used up the ${settings.tokenLimit} that all of them may have.`
    case 'score':
      return `Its score, ${number(deciding ?? 0)}, is below the floor that is set, ${number(settings.minScore ?? 0)}.`
    case 'duplicate':
      return 'It says the same, nearly word by word, as a passage that ranks before it.'
    case 'merged':
      return 'It is part of an answer: it stands right beside a passage that was taken, and both were made one.'
    case 'diversity':
      return `By its score alone it would have been taken (${standing(facts)}), but it is so like others that were that something else came before it. With a diversity of 0 (it is ${settings.diversity}) score alone decides.`
    default:
      return assertNever(why)
  }
}

export function outsideFilter(filter: PassageFilter): string {
  const NAMES: Record<keyof PassageFilter, string> = {
    collections: 'collections',
    tags: 'tags',
    kinds: 'file types',
    documents: 'documents',
    from: 'earliest date',
    to: 'latest date',
  }
  const set = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    // Its keys are those of the filter.
    .map(([key]) => NAMES[key as keyof PassageFilter])
  return `The search was restricted (${set.join(', ')}), and its document is outside of that.`
}

export function lacksPhrase(phrase: string): string {
  return `It does not hold the phrase “${phrase}” as it stands in quotation marks.`
}

export function unshared({ vectors, missing, settings }: Facts): string {
  const none = missing.length === 0 ? 'It shares no word with the query' : `It holds none of ${list(missing)}`
  return vectors
    ? `${none}, and by meaning it is not among the nearest ${settings.candidates}.`
    : `${none}, and meaning was not compared: only words took part.`
}

export function tooFar(facts: Facts): string {
  const { score, lexicalPlace, lastScore, settings, rank, vectors } = facts
  if (rank !== null)
    return `It is ${nth(rank)} of all that were found: ${standing(facts)}. That is too far down to be looked at.`
  const place = lexicalPlace === null ? '' : `It is ${nth(lexicalPlace)} by its words (score ${number(score)}`
  const last =
    lastScore === null
      ? ')'
      : `; the last of the ${settings.candidates} that are looked at has ${number(lastScore)})`
  const meaning = vectors ? `, and not among the ${settings.candidates} nearest by meaning` : ''
  return `${place}${last}${meaning}.${words(facts)}`
}

function standing({ ranks }: Facts): string {
  const parts = [
    ranks?.lexical && `${nth(ranks.lexical)} by words`,
    ranks?.vector && `${nth(ranks.vector)} by meaning`,
    ranks?.rerank && `${nth(ranks.rerank)} by the reranker`,
  ].filter((part) => typeof part === 'string')
  return parts.length === 0 ? 'in no ranking' : parts.join(', ')
}

function words({ shared, missing }: Facts): string {
  if (shared.length === 0) return ''
  return ` It holds ${list(shared)}${missing.length > 0 ? `, but not ${list(missing)}` : ''}.`
}

function list(terms: readonly string[]): string {
  const shown = terms.slice(0, 6).map((term) => `“${term}”`)
  return terms.length > shown.length
    ? `${shown.join(', ')} and ${terms.length - shown.length} more`
    : shown.join(', ')
}

/** 1st, 2nd, 3rd, 11th. */
export function nth(place: number): string {
  const [tens, ones] = [place % 100, place % 10]
  const ending = tens >= 11 && tens <= 13 ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[ones] ?? 'th')
  return `${place.toLocaleString('en')}${ending}`
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
}
