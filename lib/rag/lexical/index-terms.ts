import 'server-only'
import { termsOf } from './terms-of'

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
  for (const part of [...above, passage.text]) {
    for (const { term } of termsOf(part, context.language)) add(term)
    // A question may be one Chinese character, so the index knows them alone too.
    for (const character of part.match(/\p{Script=Han}/gu) ?? []) add(character)
  }
  return counts

  function add(term: string): void {
    counts.set(term, (counts.get(term) ?? 0) + 1)
  }
}
