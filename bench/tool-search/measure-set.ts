import { average, measure } from '@/lib/rag/evaluation/metrics'
import { percentile } from '../report'
import type { BenchSet, BenchTool } from './sets'

/** Tools, best first. */
export type Rank = (question: string) => Promise<readonly BenchTool[]>

export interface Row {
  [column: string]: number | string
  set: string
  ranker: string
}

const FOLDS = 5

/**
 * Recall, NDCG and completeness of a ranking of tools, the recall of their servers (a server stands where its best tool
 * does: `S@5`), the time of one question, and recall at five of every fifth of the tasks: how much of a difference is
 * chance.
 */
export async function measureSet(
  { name, tasks, tools }: BenchSet,
  ranker: string,
  rank: Rank,
): Promise<{ row: Row; folds: number[] }> {
  const servers = new Map(tools.map(({ id, server }) => [id, server]))
  const times: number[] = []
  const measured: ReturnType<typeof measure>[] = []
  const ofServers: number[] = []
  await rank('warm up')
  for (const { question, gold } of tasks) {
    const startedAt = performance.now()
    const order = await rank(question)
    times.push(performance.now() - startedAt)
    const places = new Map(order.map(({ id }, at) => [id, at + 1]))
    measured.push(measure(gold.map((id) => places.get(id) ?? null)))
    const first = [...new Set(order.map(({ server }) => server))].slice(0, 5)
    const wanted = [...new Set(gold.map((id) => servers.get(id) ?? ''))]
    ofServers.push(wanted.filter((server) => first.includes(server)).length / wanted.length)
  }
  times.sort((a, b) => a - b)
  const all = average(measured)
  const row = {
    ...{ set: name, ranker },
    'R@1': percent(all?.recallAt1 ?? 0),
    'R@5': percent(all?.recallAt5 ?? 0),
    'R@10': percent(all?.recallAt10 ?? 0),
    'N@10': percent(all?.ndcgAt10 ?? 0),
    'C@10': percent(all?.completenessAt10 ?? 0),
    'S@5': percent(ofServers.reduce((sum, share) => sum + share, 0) / ofServers.length),
    p50Ms: Math.round(percentile(times, 0.5) * 100) / 100,
    p95Ms: Math.round(percentile(times, 0.95) * 100) / 100,
  }
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    percent(average(measured.filter((_, at) => at % FOLDS === fold))?.recallAt5 ?? 0),
  )
  return { row, folds }
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100
}
