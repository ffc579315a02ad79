import type { QuestionInput } from '@/lib/domain/api/evaluation'
import type { Citation, Evidence } from '@/lib/domain/chat'
import { bestSentences } from '../citations/passage-words'

const MAX_QUOTE = 300

/**
 * A turn as a question whose answer is known: the passages that its answer cited and that support it, each by the
 * sentence that does, and the tools that were called well. Where nothing was cited, the first passage: a person looks it
 * over.
 */
export function goldQuestion(
  evidence: Evidence,
  citations: readonly Citation[],
  calls: readonly { server: string; tool: string; state: string }[],
): Pick<QuestionInput, 'question' | 'passages' | 'tools'> {
  const supported = new Map(
    citations.filter(({ verdict }) => verdict === 'supported').map((citation) => [citation.number, citation]),
  )
  const cited = evidence.passages.filter(({ number }) => supported.has(number))
  const chosen = cited.length > 0 ? cited : evidence.passages.slice(0, 1)
  const tools = new Map(
    calls
      .filter(({ state, server }) => state === 'done' && server !== '')
      .map(({ server, tool }) => [`${server} ${tool}`, { server, tool }]),
  )
  return {
    question: evidence.query,
    passages: chosen.map((passage) => {
      const [best] = bestSentences(passage.text, supported.get(passage.number)?.marks ?? passage.marks, 1)
      const quote = best && passage.text.slice(best.start, best.end).slice(0, MAX_QUOTE).trim()
      return { document: passage.document.name, ...(quote !== undefined && quote !== '' && { quote }) }
    }),
    tools: [...tools.values()],
  }
}
