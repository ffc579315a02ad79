import { indexTerms } from '@/lib/rag/lexical/index-terms'
import type { StoredPassage } from '@/lib/store/passage-search'
import type { Candidate } from './candidate'

const DOCUMENT = '00000000-0000-4000-8000-00000000000'

/** For tests: a stored passage with the given text. */
export function storedPassage(
  id: number,
  text: string,
  {
    document = id,
    ordinal = 0,
    ...over
  }: Partial<Omit<StoredPassage, 'document'>> & { document?: number } = {},
): StoredPassage {
  return {
    ...{ id: String(id), ordinal, kind: 'prose', heading: [], text, language: 'en' },
    tokens: text.split(' ').length,
    place: { start: ordinal * 100, end: ordinal * 100 + text.length },
    counts: indexTerms({ text, heading: [] }, { language: 'en', title: null }),
    document: {
      id: `${DOCUMENT}${document}`,
      ...{ name: `${document}.md`, title: null, kind: 'markdown', collection: `${DOCUMENT}0` },
    },
    ...over,
  }
}

/** Best first: each with a score of one less than the one before. */
export function candidatesOf(passages: StoredPassage[]): Candidate[] {
  return passages.map((passage, at) => ({
    passage,
    scores: { lexical: 100 - at, vector: null, fused: 1 / (61 + at), rerank: null },
    ranks: { lexical: at + 1, vector: null, fused: at + 1, rerank: null },
    deciding: 100 - at,
  }))
}
