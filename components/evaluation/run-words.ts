import { amountWords } from '@/components/ui/number-words'
import type { EvaluationRun, Metric, Metrics, QuestionOutcome } from '@/lib/domain/evaluation'
import type { RankSettings } from '@/lib/domain/retrieval'

/** The measures in the order they are shown, and what each says. */
export const METRICS: readonly { metric: Metric; label: string; hint: string }[] = [
  { metric: 'recallAt1', label: 'Recall@1', hint: 'Share of what was expected that came first' },
  { metric: 'recallAt3', label: 'Recall@3', hint: 'Share of what was expected among the first three' },
  { metric: 'recallAt5', label: 'Recall@5', hint: 'Share of what was expected among the first five' },
  { metric: 'recallAt10', label: 'Recall@10', hint: 'Share of what was expected among the first ten' },
  { metric: 'mrr', label: 'MRR', hint: 'One divided by the place of the first hit, on average' },
  { metric: 'ndcgAt10', label: 'nDCG@10', hint: 'How near the order of the first ten is to the best order' },
  {
    metric: 'completenessAt10',
    label: 'Complete@10',
    hint: 'Share of questions of which all was among the first ten',
  },
]

export const STATE_WORDS: Record<EvaluationRun['state'], string> = {
  queued: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

const SETTING_WORDS: Record<keyof RankSettings, string> = {
  lexicalWeight: 'weight of words',
  vectorWeight: 'weight of vectors',
  fusionK: 'fusion constant',
  candidates: 'candidates',
  rerank: 'reranker',
  rerankTop: 'reranked',
  limit: 'passages',
  tokenLimit: 'tokens',
  diversity: 'diversity',
  mergeNeighbours: 'neighbours merged',
  minScore: 'least score',
  toolLimit: 'tools',
  toolTokenLimit: 'tokens of tools',
}

export function isOver({ state }: Pick<EvaluationRun, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}

/** 0.4861 as "48.6". */
export function scoreWords(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : (value * 100).toFixed(1)
}

/** "+2.8", "−1.4", "±0". */
export function changeWords(change: number): string {
  const rounded = Math.round(change * 1_000) / 10
  if (rounded === 0) return '±0'
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded).toFixed(1)}`
}

/** What two runs were set to differently, in words: "diversity 0 instead of 0.2". */
export function differences(now: RankSettings, before: RankSettings): string[] {
  const names = Object.keys(SETTING_WORDS).filter((name): name is keyof RankSettings => name in SETTING_WORDS)
  return names
    .filter((name) => now[name] !== before[name])
    .map((name) => `${SETTING_WORDS[name]} ${valueWords(now[name])} instead of ${valueWords(before[name])}`)
}

function valueWords(value: RankSettings[keyof RankSettings]): string {
  if (value === null) return 'none'
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}

export interface ComparedOutcome {
  outcome: QuestionOutcome
  before: QuestionOutcome | undefined
  /** How much nearer to the top what was expected came, in the mean of its reciprocal ranks; 0 where it is as before. */
  change: number
}

/** Outcomes beside those of another run: what changed most comes first, worse before better; then as they were asked. */
export function compareOutcomes(
  now: readonly QuestionOutcome[],
  before: readonly QuestionOutcome[],
): ComparedOutcome[] {
  const known = new Map(before.map((outcome) => [outcome.question.id, outcome]))
  return now
    .map((outcome) => {
      const earlier = known.get(outcome.question.id)
      return { outcome, before: earlier, change: earlier ? nearness(outcome) - nearness(earlier) : 0 }
    })
    .sort((a, b) => Math.sign(Math.abs(b.change)) - Math.sign(Math.abs(a.change)) || a.change - b.change)
}

function nearness({ passageRanks, toolRanks }: QuestionOutcome): number {
  const ranks = [...passageRanks, ...toolRanks]
  return (
    ranks.reduce((sum: number, rank) => sum + (rank === null ? 0 : 1 / rank), 0) / Math.max(1, ranks.length)
  )
}

/** "1, 4, not found", in the order of what was expected. */
export function rankWords({ passageRanks, toolRanks }: QuestionOutcome): string {
  return [...passageRanks, ...toolRanks]
    .map((rank) => (rank === null ? 'not found' : String(rank)))
    .join(', ')
}

/** Which collections a set searches, by name; how many, while the names are not known. */
export function collectionWords(
  ids: readonly string[],
  known: readonly { id: string; name: string }[] | undefined,
): string {
  if (!known) return amountWords(ids.length, 'collection')
  const names = known.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
  const gone = ids.length - names.length
  return [
    ...names,
    ...(gone > 0 ? [`${amountWords(gone, 'collection')} that ${gone === 1 ? 'is' : 'are'} gone`] : []),
  ].join(', ')
}

/** What of a run is told first: of passages, or, where no question expects any, of tools. */
export function mainMetrics(run: Pick<EvaluationRun, 'passages' | 'tools'>): Metrics | null {
  return run.passages ?? run.tools
}

export interface ChartPoint {
  index: number
  run: EvaluationRun
  recallAt5: number
  mrr: number
  ndcgAt10: number
}

/** Finished runs, oldest first, in percent. */
export function chartPoints(runs: readonly EvaluationRun[]): ChartPoint[] {
  return runs
    .toReversed()
    .flatMap((run) => {
      const metrics = run.state === 'done' ? mainMetrics(run) : null
      if (!metrics) return []
      const percent = (value: number) => Math.round(value * 1_000) / 10
      return [
        {
          run,
          ...{
            recallAt5: percent(metrics.recallAt5),
            mrr: percent(metrics.mrr),
            ndcgAt10: percent(metrics.ndcgAt10),
          },
        },
      ]
    })
    .map((point, index) => ({ ...point, index }))
}
