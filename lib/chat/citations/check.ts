import 'server-only'
import type { Citation } from '@/lib/domain/chat'
import type { FoundPassage } from '@/lib/domain/retrieval'
import type { TermsOf } from '../evidence/terms'
import { type Claim, claimsOf } from './claims'

/** A claim shares at least so much of its key terms with what it cites, */
const LEAST_SHARED = 0.34
/** and with each of several passages that it cites together. */
const LEAST_SHARED_EACH = 0.15
const MAX_MARKS = 200
const MAX_NAMED = 20

type Passage = Pick<FoundPassage, 'text' | 'heading'> & { number: number }
type Terms = ReadonlyMap<string, string>

/**
 * Every citation of an answer, in order: whether its passage is there, and whether that shares the key terms and the
 * numbers of what it is cited for. It reads words, not meaning: what it doubts may be right, said in other words, and a
 * claim that turns the words around passes.
 */
export function checkCitations(answer: string, passages: readonly Passage[], termsOf: TermsOf): Citation[] {
  if (passages.length === 0) return []
  const known = new Map(passages.map((passage) => [passage.number, read(passage, termsOf)]))
  const claims = claimsOf(answer)
  const together = Map.groupBy(claims, ({ text }) => text)
  return claims.flatMap((claim) => {
    const terms = termsIn(claim.text, termsOf)
    const numbers = (together.get(claim.text) ?? []).flatMap(({ mark }) => mark.numbers)
    const beside = [...new Set(numbers)].flatMap((number) => known.get(number) ?? [])
    return claim.mark.numbers.map((number) =>
      judge({ claim, number, terms, beside, passage: known.get(number) }),
    )
  })
}

interface Judged {
  claim: Claim
  number: number
  /** Key terms of the claim, each as the claim writes it. */
  terms: Terms
  passage: Read | undefined
  /** All passages that the claim is cited to, this one among them. */
  beside: Read[]
}

function judge({ claim, number, terms, passage, beside }: Judged): Citation {
  const base = { number, at: claim.mark.at, claim: claim.text }
  if (!passage) return { ...base, verdict: 'missing', shared: [], lacking: [], marks: [] }
  const shared = [...terms.keys()].filter((term) => passage.terms.has(term))
  const sharedByAny = [...terms.keys()].filter((term) => beside.some((one) => one.terms.has(term)))
  const strangeNumbers = numbersIn(claim.text).filter(
    (value) => !beside.some((one) => one.numbers.has(value)),
  )
  const least = beside.length > 1 ? LEAST_SHARED_EACH : LEAST_SHARED
  const isSupported =
    shared.length > 0 &&
    shared.length >= terms.size * least &&
    sharedByAny.length >= terms.size * LEAST_SHARED &&
    strangeNumbers.length === 0
  const lacking = [...terms].filter(([term]) => !passage.terms.has(term)).map(([, word]) => word)
  return {
    ...base,
    verdict: isSupported ? 'supported' : 'doubtful',
    shared: distinct(shared.map((term) => passage.terms.get(term) ?? term)),
    lacking: distinct([...strangeNumbers, ...lacking]),
    marks: placesOf(passage, new Set(shared)),
  }
}

interface Read {
  /** Key terms, each as the passage first writes it. */
  terms: Terms
  numbers: ReadonlySet<string>
  places: { term: string; start: number; end: number }[]
}

function read({ text, heading }: Passage, termsOf: TermsOf): Read {
  const places = termsOf(text)
  const above = heading.join('\n')
  return {
    terms: new Map([...termsIn(above, termsOf), ...termsIn(text, termsOf)]),
    numbers: new Set(numbersIn(`${above}\n${text}`)),
    places,
  }
}

function termsIn(text: string, termsOf: TermsOf): Map<string, string> {
  const terms = new Map<string, string>()
  for (const { term, start, end } of termsOf(text))
    if (!terms.has(term)) terms.set(term, text.slice(start, end))
  return terms
}

/** Numbers as they are counted, however they are written: `1,000` and `1000`, `5.0` and `5`. */
function numbersIn(text: string): string[] {
  const found = text.match(/(?<![\p{L}\p{N}_])\d+(?:[.,]\d+)*(?![\p{L}_])/gu) ?? []
  return distinct(found.map((number) => number.replace(/,(?=\d{3}(?:\D|$))/g, '').replace(/\.0+$/, '')))
}

/** Where the terms stand, those that touch each other as one. */
function placesOf({ places }: Read, shared: ReadonlySet<string>): Citation['marks'] {
  const merged: Citation['marks'] = []
  for (const { term, start, end } of places.toSorted((a, b) => a.start - b.start)) {
    if (!shared.has(term)) continue
    const last = merged.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else merged.push({ start, end })
  }
  return merged.slice(0, MAX_MARKS)
}

function distinct(words: readonly string[]): string[] {
  return [...new Set(words)].slice(0, MAX_NAMED)
}
