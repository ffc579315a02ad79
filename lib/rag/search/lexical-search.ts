import 'server-only'
import type { QueryTerm } from '@/lib/domain/retrieval'
import { holdsPhrase, parseQuery, type Phrase, type Query } from '@/lib/rag/lexical/parse-query'
import { termsOf } from '@/lib/rag/lexical/terms-of'
import type { PassageFilter } from '@/lib/store/passage-filter'
import type { PassageTotals, Postings } from '@/lib/store/passage-postings'
import type { PassageSearchStore } from '@/lib/store/passage-search'
import { entriesOf, idfOf, LexicalRanking, type Scored } from './lexical-ranking'

/** A query is read in the languages of most passages, this many. */
const MOST_LANGUAGES = 6
/** Passages of a narrow filter are fetched first; those of a wide one are looked for among the best. */
const NARROW = 5_000
/** Texts that are read in search of a phrase, before it is given up. */
const MOST_READ = 3_000
const WIDER = 6

export type PassageIndex = Pick<
  PassageSearchStore,
  'postings' | 'totals' | 'collections' | 'admitted' | 'among' | 'read' | 'firstOf' | 'document'
>

export interface LexicalFound {
  query: Query
  /** The best that may be found, best first. */
  found: Scored[]
  ranking: LexicalRanking
  /** Whether a passage may be found, as far as phrases go. */
  holdsPhrases: (passage: { id: number; text?: string }) => boolean
  terms: QueryTerm[]
  notes: string[]
}

/** Passages by BM25 of their words, `count` of those that the filter lets through. */
export async function searchLexically(
  index: PassageIndex,
  text: string,
  { filter, restricted, count }: { filter: PassageFilter; restricted: boolean; count: number },
): Promise<LexicalFound> {
  const totals = await index.totals()
  const languages = languagesOf(totals)
  const query = parseQuery(text, languages)
  const lists = await index.postings(query.terms)
  const all = summed(totals)
  const ranking = new LexicalRanking(lists.values(), all)
  const phraseSets = query.phrases.map((phrase) => holdersOf(phrase, lists))
  const narrow = restricted && lists.size > 0 ? await index.admitted(filter, NARROW) : null
  const admits = (id: number) => (narrow?.has(id) ?? true) && phraseSets.every((set) => set?.has(id) ?? true)
  const holdsPhrases: LexicalFound['holdsPhrases'] = ({ id, text: held }) =>
    phraseSets.every((set) => set?.has(id) ?? true) &&
    (held === undefined || query.phrases.every((phrase) => holdsPhrase(held, phrase.text)))

  const notes = query.terms.length === 0 ? ['The query holds no words but very common ones'] : []
  const found: Scored[] = []
  let [tried, wanted] = [0, count]
  while (found.length < count) {
    const batch = ranking.top(tried + wanted, admits).slice(tried)
    tried += batch.length
    const served = narrow ? batch : await servedOf(index, batch, filter)
    found.push(...(await holdingPhrases(index, served, query.phrases)))
    if (batch.length < wanted) break
    if (query.phrases.length > 0 && tried >= MOST_READ) {
      notes.push(
        `The phrase was looked for in the best ${tried} passages that hold its words, and in no more`,
      )
      break
    }
    wanted *= WIDER
  }
  const spoken = new Set(termsOf(text, languages[0]).map(({ term }) => term))
  const terms = query.terms
    .map((term) => ({ term, holding: entriesOf(lists.get(term) ?? []) }))
    // A word as other languages have it says something only where it is found.
    .filter(({ term, holding }) => holding > 0 || spoken.has(term))
    .map(({ term, holding }) => ({ term, holding, idf: idfOf(holding, all.passages) }))
  return { query, found: found.slice(0, count), ranking, holdsPhrases, terms, notes }
}

/** Those that are served and that the filter lets through. */
async function servedOf(
  index: PassageIndex,
  batch: readonly Scored[],
  filter: PassageFilter,
): Promise<readonly Scored[]> {
  if (batch.length === 0) return batch
  const served = await index.among(
    batch.map(({ id }) => id),
    filter,
  )
  return batch.filter(({ id }) => served.has(id))
}

/** Those whose texts hold the phrases. */
async function holdingPhrases(
  index: PassageIndex,
  batch: readonly Scored[],
  phrases: readonly Phrase[],
): Promise<readonly Scored[]> {
  if (phrases.length === 0 || batch.length === 0) return batch
  const texts = new Map(
    (await index.read(batch.map(({ id }) => id))).map(({ id, text }) => [Number(id), text]),
  )
  return batch.filter(({ id }) => phrases.every((phrase) => holdsPhrase(texts.get(id) ?? '', phrase.text)))
}

/** Passages that hold all words of a phrase, as one of the languages has them; null when it has none to go by. */
function holdersOf(phrase: Phrase, lists: ReadonlyMap<string, readonly Postings[]>): Set<number> | null {
  const readings = phrase.terms.filter((terms) => terms.length > 0)
  if (readings.length === 0) return null
  return new Set(readings.flatMap((terms) => [...holdersOfAll(terms.map((term) => lists.get(term) ?? []))]))
}

function holdersOfAll(lists: (readonly Postings[])[]): Set<number> {
  const [rarest, ...others] = lists.sort((one, other) => entriesOf(one) - entriesOf(other))
  let held = idsOf(rarest ?? [])
  for (const list of others) {
    const next = new Set<number>()
    for (const postings of list) {
      for (let at = 0; at < postings.length; at += 2) {
        const id = postings[at] ?? 0
        if (held.has(id)) next.add(id)
      }
    }
    held = next
  }
  return held
}

function idsOf(list: readonly Postings[]): Set<number> {
  const ids = new Set<number>()
  for (const postings of list) {
    for (let at = 0; at < postings.length; at += 2) ids.add(postings[at] ?? 0)
  }
  return ids
}

function languagesOf(totals: readonly PassageTotals[]): string[] {
  const known = [...totals]
    .sort((one, other) => other.passages - one.passages)
    .slice(0, MOST_LANGUAGES)
    // Passages without a known language were stemmed as English.
    .map(({ language }) => (language === '' ? 'en' : language))
  return [...new Set(known)]
}

function summed(totals: readonly PassageTotals[]): { passages: number; length: number } {
  return totals.reduce(
    (sum, { passages, length }) => ({ passages: sum.passages + passages, length: sum.length + length }),
    { passages: 0, length: 0 },
  )
}
