import 'server-only'
import { CELLS, type Cell } from '@/lib/domain/health'
import { type State, STATES } from './timeline'

/** What held for less of a bucket's watched time does not colour it. */
const MEANINGFUL = 0.05

const PLACE = Object.fromEntries(STATES.map((state, place) => [state, place])) as Record<State, number>
const LETTERS = Object.fromEntries(Object.entries(CELLS).map(([letter, state]) => [state, letter])) as Record<
  State | 'none',
  Cell
>

/** Worst first; of the others the one that held longest is shown. */
const BAD = [PLACE.unhealthy, PLACE['needs-auth'], PLACE.degraded]
const CALM = [PLACE.maintenance, PLACE.unknown]

/**
 * The worst that held for a meaningful share, as its place in `STATES`, from times (or counts) in that order; -1 for
 * none. Plain loops: it is asked for each cell of the fleet.
 */
export function worstOf(times: ArrayLike<number>): number {
  let total = 0
  for (let place = 0; place < STATES.length; place += 1) total += times[place] ?? 0
  if (total === 0) return -1
  for (const place of BAD) if ((times[place] ?? 0) >= total * MEANINGFUL) return place
  let longest = PLACE.healthy
  for (const place of CALM) if ((times[place] ?? 0) > (times[longest] ?? 0)) longest = place
  return longest
}

/** By place in `STATES`; -1 for none. */
export function letterAt(place: number): Cell {
  return LETTERS[STATES[place] ?? 'none']
}

/** By a letter's character code, the place in `STATES`; -1 for none. */
export const PLACE_OF_LETTER: Int8Array = Int8Array.from({ length: 128 }, (_, code) =>
  STATES.findIndex((state) => LETTERS[state] === String.fromCharCode(code)),
)

export function placeOf(state: State): number {
  return PLACE[state]
}
