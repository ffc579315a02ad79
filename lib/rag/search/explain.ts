import 'server-only'
import type { FoundPassage } from '@/lib/domain/retrieval'
import type { StoredPassage } from '@/lib/store/passage-search'
import {
  explainCut,
  explainTaken,
  type Facts,
  lacksPhrase,
  outsideFilter,
  tooFar,
  unshared,
} from './explain-words'
import type { PassageIndex } from './lexical-search'
import { marksOf } from './marks'
import type { Explanation, Findings } from './search'

/** Tells of a passage, or of the best passage of a document, why it is or is not among what a search found. */
export async function explain(
  target: { passage?: string | undefined; document?: string | undefined },
  findings: Findings,
  { index }: { index: PassageIndex },
): Promise<Explanation> {
  const { result, chosen, lexical, filter } = findings
  const stored = await targetOf(target, findings, index)
  if (!stored) return { passage: null, why: 'not-indexed', message: await whyMissing(target, index) }
  const id = Number(stored.id)
  const passage = sign(stored, findings)
  const facts = factsOf(stored, findings)

  const place = result.passages.findIndex((one) => one.id === stored.id)
  if (place >= 0) return { passage, why: 'taken', message: explainTaken(place + 1, facts) }
  const cut = chosen.cut.find((one) => one.passage.id === stored.id)
  if (cut) return { passage, why: cut.why, message: explainCut(cut.why, facts) }
  if (!(await index.among([id], filter)).has(id)) {
    return { passage, why: 'filtered', message: outsideFilter(filter) }
  }
  const phrase = lexical.query.phrases.find(
    (one) => !lexical.holdsPhrases({ id, text: stored.text }) && one.text !== '',
  )
  if (phrase) return { passage, why: 'no-shared-words', message: lacksPhrase(phrase.text) }
  if (facts.score === 0 && facts.rank === null) {
    return { passage, why: 'no-shared-words', message: unshared(facts) }
  }
  return { passage, why: 'too-far', message: tooFar(facts) }
}

async function targetOf(
  { passage, document }: { passage?: string | undefined; document?: string | undefined },
  { lexical, fused, result }: Findings,
  index: PassageIndex,
): Promise<StoredPassage | undefined> {
  if (passage !== undefined) {
    const [stored] = /^\d{1,15}$/.test(passage) ? await index.read([Number(passage)]) : []
    return stored
  }
  if (document === undefined) return undefined
  const shown = [...result.passages, ...result.cut].find((one) => one.document.id === document)
  if (shown) return (await index.read([Number(shown.id)]))[0]
  const own = (await index.admitted({ documents: [document] }, 100_000)) ?? new Set<number>()
  const best = fused.find(({ id }) => own.has(id))?.id ?? lexical.ranking.top(1, (id) => own.has(id))[0]?.id
  return best === undefined ? index.firstOf(document) : (await index.read([best]))[0]
}

async function whyMissing(
  { passage, document }: { passage?: string | undefined; document?: string | undefined },
  index: PassageIndex,
): Promise<string> {
  if (document === undefined) {
    return passage === undefined
      ? 'Name a passage or a document to ask about'
      : 'There is no such passage any more: its document was deleted or indexed again'
  }
  const known = await index.document(document)
  if (!known) return 'There is no such document'
  return known.state === 'ready'
    ? `${known.name} has no passages: no text was found in it`
    : `${known.name} has no passages that can be found yet: it is ${known.state}`
}

function factsOf(stored: StoredPassage, { lexical, fused, settings, vector, chosen }: Findings): Facts {
  const id = Number(stored.id)
  const score = lexical.ranking.scoreOf(id)
  const inFusion = fused.find((one) => one.id === id)
  const shared = lexical.query.terms.filter((term) => stored.counts.has(term))
  const last = lexical.found.at(-1)
  return {
    score,
    rank: inFusion?.ranks.fused ?? null,
    ranks: inFusion?.ranks ?? null,
    lexicalPlace: score > 0 ? lexical.ranking.above({ id, score }) + 1 : null,
    lastScore: lexical.found.length >= settings.candidates && last ? last.score : null,
    shared,
    missing: lexical.terms.map(({ term }) => term).filter((term) => !stored.counts.has(term)),
    vectors: vector.found !== null,
    settings,
    tokens: stored.tokens,
    taken: chosen.taken.length,
    deciding: [...chosen.taken, ...chosen.cut].find((one) => one.passage.id === stored.id)?.deciding ?? null,
    lastDeciding: chosen.taken.at(-1)?.deciding ?? null,
  }
}

function sign(stored: StoredPassage, { lexical, fused, result, chosen }: Findings): FoundPassage {
  const { id, ordinal, kind, heading, text, tokens, place, document, language } = stored
  const known =
    [...chosen.taken, ...chosen.cut].find((one) => one.passage.id === id) ??
    fused.find((one) => one.id === Number(id))
  const shown = result.passages.find((one) => one.id === id)
  if (shown) return shown
  const score = lexical.ranking.scoreOf(Number(id))
  const scores = known?.scores ?? {
    lexical: score > 0 ? score : null,
    vector: null,
    fused: null,
    rerank: null,
  }
  const ranks = known?.ranks ?? { lexical: null, vector: null, fused: null, rerank: null }
  const marks = marksOf(text, new Set(lexical.query.terms), language)
  return { id, ordinal, kind, heading, text, tokens, place, document, scores, ranks, marks }
}
