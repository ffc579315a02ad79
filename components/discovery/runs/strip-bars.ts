import { amountWords } from '@/components/ui/number-words'
import { durationWords } from '@/components/ui/time-words'
import type { Run } from '@/lib/domain/discovery'

export interface Bar {
  run: Run
  /** Share of the strip's height, 0.15 to 1. */
  height: number
}

const LEAST = 0.15

/** The newest runs, oldest first; places without a run come first. Heights follow the duration's logarithm. */
export function barsOf(runs: readonly Run[], room: number): (Bar | undefined)[] {
  const shown = runs.slice(0, room).reverse()
  const longest = Math.max(1, ...shown.map((run) => run.durationMs ?? 0))
  const bars = shown.map((run) => ({
    run,
    height: LEAST + (1 - LEAST) * (Math.log1p(run.durationMs ?? 0) / Math.log1p(longest)),
  }))
  return [...Array.from<undefined>({ length: Math.max(0, room - bars.length) }), ...bars]
}

/** "Last 30 runs: 28 succeeded, 2 failed; the slowest took 1.2 s" */
export function stripWords(runs: readonly Run[]): string {
  if (runs.length === 0) return 'No run yet'
  const states = (['succeeded', 'failed', 'cancelled', 'running', 'queued'] as const).flatMap((state) => {
    const count = runs.filter((run) => run.state === state).length
    return count > 0 ? [`${count} ${state}`] : []
  })
  const slowest = Math.max(...runs.map((run) => run.durationMs ?? -1))
  const slow = slowest >= 0 ? `; the slowest took ${durationWords(slowest)}` : ''
  return `Last ${amountWords(runs.length, 'run')}: ${states.join(', ')}${slow}`
}
