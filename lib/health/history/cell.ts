import 'server-only'
import { CELLS, type Cell } from '@/lib/domain/health'
import { type State, STATES } from './timeline'

/** What held for less of a bucket's watched time does not colour it. */
const MEANINGFUL = 0.05
/** Worst first; of the others the one that held longest is shown. */
const BAD: readonly State[] = ['unhealthy', 'needs-auth', 'degraded']
const CALM: readonly State[] = ['healthy', 'maintenance', 'unknown']

const PLACE = Object.fromEntries(STATES.map((state, place) => [state, place])) as Record<State, number>
const LETTERS = Object.fromEntries(Object.entries(CELLS).map(([letter, state]) => [state, letter])) as Record<
  State | 'none',
  Cell
>

/** The worst that held for a meaningful share, from times (or counts) in the order of `STATES`; null for none. */
export function worstOf(times: ArrayLike<number>): State | null {
  let total = 0
  for (let place = 0; place < STATES.length; place += 1) total += times[place] ?? 0
  if (total === 0) return null
  const timeIn = (state: State) => times[PLACE[state]] ?? 0
  const bad = BAD.find((state) => timeIn(state) >= total * MEANINGFUL)
  if (bad) return bad
  return CALM.reduce((longest, state) => (timeIn(state) > timeIn(longest) ? state : longest))
}

export function letterOf(state: State | null): Cell {
  return LETTERS[state ?? 'none']
}

export function placeOf(state: State): number {
  return PLACE[state]
}
