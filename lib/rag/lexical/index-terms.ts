import 'server-only'
import { termsOf } from './terms-of'

/** A heading says what a passage is about: its words count as if they stood there twice. */
const HEADING_WEIGHT = 2

/**
 * How often each term stands in what the lexical index holds of a passage: its words, and those of the headings above
 * it and its document's title.
 */
export function indexTerms(
  passage: { text: string; heading: readonly string[] },
  context: { language: string | null; title: string | null },
): Map<string, number> {
  const { title } = context
  const above =
    title === null || passage.heading.includes(title) ? passage.heading : [title, ...passage.heading]
  const counts = new Map<string, number>()
  for (const heading of above) addAll(heading, HEADING_WEIGHT)
  addAll(passage.text, 1)
  return counts

  function addAll(text: string, weight: number): void {
    for (const { term } of termsOf(text, context.language)) add(term, weight)
    // A question may be one Chinese character, so the index knows them alone too.
    for (const character of text.match(/\p{Script=Han}/gu) ?? []) add(character, weight)
  }

  function add(term: string, weight: number): void {
    counts.set(term, (counts.get(term) ?? 0) + weight)
  }
}
