import 'server-only'
import type { Tool } from '@/lib/domain/capability'
import { termsOf } from '../lexical/terms-of'
import { type Counted, countTerms, type Field } from './bm25f'
import { textOfTool } from './tool-text'

/** A name is chosen with more care than a parameter's description, and says more. */
export const TOOL_FIELDS: readonly Field[] = [
  { weight: 2, b: 0.3 }, // name
  { weight: 1, b: 0.3 }, // title
  { weight: 1, b: 0.5 }, // description
  { weight: 1, b: 0.5 }, // names of parameters
  { weight: 0.6, b: 0.75 }, // their descriptions
  { weight: 0.4, b: 0.75 }, // their values
]

export interface CountedTool extends Counted {
  /** The words that its name is made of, each once. */
  nameWords: string[]
  descriptionWords: string[]
}

/** A listing's tools stay the same objects from search to search, and splitting their words costs more than comparing them. */
const known = new WeakMap<Tool, CountedTool>()

export function countTool(tool: Tool): CountedTool {
  const before = known.get(tool)
  if (before) return before
  const text = textOfTool(tool)
  const counted = countTerms([
    ...[text.name, text.title, text.description],
    ...[text.parameterNames, text.parameterDescriptions, text.values],
  ])
  const descriptionWords = [...counted.counts].flatMap(([term, counts]) =>
    (counts[2] ?? 0) > 0 ? [term] : [],
  )
  const one = { ...counted, nameWords: wordsOfName(text.name), descriptionWords }
  known.set(tool, one)
  return one
}

/** `get` and `user` of `getUser`: the whole, which the index knows too, is said by nobody. */
function wordsOfName(name: string): string[] {
  const terms = termsOf(name)
  const parts = terms.filter(
    ({ start, end }) =>
      !terms.some(
        (other) => other.start >= start && other.end <= end && other.end - other.start < end - start,
      ),
  )
  return [...new Set(parts.map(({ term }) => term))]
}
