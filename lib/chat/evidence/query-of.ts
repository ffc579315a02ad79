import 'server-only'
import type { TurnMessage } from '../message'
import type { TermsOf } from './terms'

/** A question of at most so many key terms says too little by itself. */
const FEW_TERMS = 2
/** One that points back ("it", "those") may have more, and still be about what was said before. */
const POINTING_TERMS = 7
const MAX_ADDED = 10
const MAX_QUERY = 4_000

/** Words that stand for something said before, in the languages that are stemmed most. */
const POINTING =
  /(?:^|[^\p{L}])(?:it|its|they|them|their|those|these|this|that|one|ones|same|other|others|former|latter|there|er|sie|es|ihn|ihm|dies|diese|dieser|dieses|dazu|davon|damit|dafür|il|elle|ils|elles|cela|ça|celui|celle|ello|ellos|ellas|eso|esto|esos|ése|lo|isso|isto|ele|ela|esso|essa|questo|quello)(?=$|[^\p{L}])/iu
const GOING_ON =
  /^\s*(?:and|but|or|so|then|why|what about|how about|what if|und|oder|aber|warum|wieso|was ist mit|et|ou|mais|pourquoi|y|pero|por qué|e|ma|perché)(?=$|[^\p{L}])/iu

/**
 * What is searched for: the question, and where it is too short to stand alone or points back, the key terms of what
 * was searched for before, in its own words. Deterministic, so that the same conversation finds the same.
 */
export function queryOf(question: string, earlier: readonly TurnMessage[], termsOf: TermsOf): string {
  const asked = question.slice(0, MAX_QUERY)
  const before = queryBefore(earlier)
  const own = new Set(termsOf(asked).map(({ term }) => term))
  if (before === undefined || !isFollowUp(asked, own.size)) return asked
  const added = new Map<string, string>()
  for (const { term, start, end } of termsOf(before)) {
    if (added.size === MAX_ADDED) break
    if (!own.has(term) && !added.has(term)) added.set(term, before.slice(start, end))
  }
  return [asked, ...new Set(added.values())].join(' ')
}

function isFollowUp(question: string, terms: number): boolean {
  if (terms <= FEW_TERMS) return true
  return terms <= POINTING_TERMS && (POINTING.test(question) || GOING_ON.test(question))
}

/** What the last answer was searched with, which already holds what came before it; else the last question. */
function queryBefore(earlier: readonly TurnMessage[]): string | undefined {
  const last = earlier.at(-1)
  for (const part of last?.role === 'assistant' ? last.parts : []) {
    if (part.type === 'data-evidence') return part.data.query
  }
  const question = earlier.findLast(({ role }) => role === 'user')
  return question?.parts
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n')
    .slice(0, MAX_QUERY)
}
