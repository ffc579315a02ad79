import 'server-only'
import { z } from 'zod'
import { AppError } from '@/lib/kit/app-error'

/** Cohere, Jina, vLLM and llama.cpp say `relevance_score`; TEI says `score`, in a list without a name. */
const resultSchema = z
  .object({ index: z.int().min(0), relevance_score: z.number().optional(), score: z.number().optional() })
  .transform(({ index, relevance_score: relevance, score }) => ({ index, score: relevance ?? score }))
const answerSchema = z.union([
  z.array(resultSchema),
  z.object({ results: z.array(resultSchema) }).transform(({ results }) => results),
  z.object({ data: z.array(resultSchema) }).transform(({ data }) => data),
])

/**
 * The score of each text, in their order. One that the answer leaves out comes after all others: some services answer
 * with the best alone. Throws `protocol-error`.
 */
export function readScores(answer: unknown, expected: number, host: string): number[] {
  const read = answerSchema.safeParse(answer)
  if (!read.success) throw wrong(host, 'its answer holds no scores. Is the base URL that of its rerank API?')
  const scores = new Map<number, number>()
  for (const { index, score } of read.data) {
    if (score === undefined || index >= expected)
      throw wrong(host, 'a score is missing, or is for no text of ours')
    scores.set(index, score)
  }
  if (scores.size === 0) throw wrong(host, 'it gave no score')
  const least = Math.min(...scores.values())
  return Array.from({ length: expected }, (_, index) => scores.get(index) ?? least)
}

function wrong(host: string, why: string): AppError {
  return new AppError('protocol-error', `${host} does not rerank as expected: ${why}`)
}
