import type { Ranks, Scores } from '@/lib/domain/retrieval'
import { cn } from '@/lib/kit/class-names'

const NAMES: Record<keyof Scores, string> = {
  lexical: 'words',
  vector: 'meaning',
  fused: 'fused',
  rerank: 'rerank',
}
const MEANINGS: Record<keyof Scores, string> = {
  lexical: 'BM25 of the words that it shares with the query, and its place by that',
  vector: 'Cosine similarity of the embeddings, and its place by that',
  fused: 'Both rankings fused by reciprocal rank, and its place by that',
  rerank: "The reranker's own score, and its place by that",
}
const ORDER = ['lexical', 'vector', 'fused', 'rerank'] as const

/** Every score that there is, each with its rank; nothing for a ranking that took no part. */
export function ScoreWords({
  scores,
  ranks,
  className,
}: {
  scores: Scores
  ranks: Ranks
  className?: string
}) {
  return (
    <span
      className={cn('text-muted-foreground inline-flex flex-wrap gap-x-2.5 text-xs tabular-nums', className)}
    >
      {ORDER.map((name) =>
        scores[name] === null ? null : (
          <span key={name} title={MEANINGS[name]}>
            {NAMES[name]} <span className="text-foreground">{scoreWords(scores[name])}</span>
            {ranks[name] !== null && ` #${ranks[name]}`}
          </span>
        ),
      )}
    </span>
  )
}

function scoreWords(score: number): string {
  const size = Math.abs(score)
  if (size === 0) return '0'
  return score.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4)
}
