import type { Metrics } from '@/lib/domain/evaluation'
import { printTable } from '../report'
import type { MeasuredRun } from './measure-set'

/** One table of what was measured; and, where asked for, each question that misses something among the first five. */
export function printRun(run: MeasuredRun, { misses }: { misses: boolean }): void {
  console.log(
    `${run.total} questions, ${run.ranker}, ${run.medianMs?.toFixed(1) ?? '?'} ms a search (median)`,
  )
  printTable([
    ...(run.passages ? [rowOf('passages', run.passages)] : []),
    ...(run.tools ? [rowOf('tools', run.tools)] : []),
  ])
  if (!misses) return
  for (const { question, passageRanks, toolRanks, found } of run.outcomes) {
    const ranks = [...passageRanks, ...toolRanks]
    if (ranks.every((rank) => rank !== null && rank <= 5)) continue
    const expected = [
      ...question.passages.map(({ document }) => document),
      ...question.tools.map(({ tool }) => tool),
    ]
    console.log(
      `\n${question.question}\n  wanted: ${expected.map((name, at) => `${name} @${ranks[at] ?? '-'}`).join(', ')}`,
    )
    console.log(`  found:  ${found.join(' | ')}`)
  }
}

function rowOf(what: string, metrics: Metrics): Record<string, number | string> {
  return { what, ...metrics }
}
