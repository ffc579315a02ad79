import 'server-only'
import { termsOf } from './terms-of'

export interface IndexedTerms {
  /** How often each term stands there. */
  counts: Map<string, number>
  /** Of all terms together, in words: what long passages are held back by. */
  length: number
}

/** What the lexical index holds of a passage: its words, and those of the headings above it and its document's title. */
export function indexTerms(
  passage: { text: string; heading: readonly string[] },
  context: { language: string | null; title: string | null },
): IndexedTerms {
  const { title } = context
  const above =
    title === null || passage.heading.includes(title) ? passage.heading : [title, ...passage.heading]
  const counts = new Map<string, number>()
  let length = 0
  for (const part of [...above, passage.text]) {
    for (const { term } of withSingles(part, context.language)) {
      counts.set(term, (counts.get(term) ?? 0) + 1)
      length++
    }
  }
  return { counts, length }
}

/** A question may be one Chinese character, so the index knows them alone too. */
function withSingles(text: string, language: string | null): { term: string }[] {
  const terms: { term: string }[] = termsOf(text, language)
  const singles = text.match(/\p{Script=Han}/gu)
  return singles ? [...terms, ...singles.map((term) => ({ term }))] : terms
}
