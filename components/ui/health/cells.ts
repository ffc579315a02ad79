import type { Look } from '../state-look'
import { VERDICT_LOOKS } from '../state-look'
import { type Bucket, type Cell, CELLS } from '@/lib/domain/health'

/** Upright pieces of a bar: from, to, as shares of its height from the top. */
type Form = readonly (readonly [number, number])[]

/** How a stretch of time is told in a bar or a heat map: by form and colour, so never by colour alone. */
export interface CellLook extends Look {
  form: Form
  /** Of the CSS variable that has its colour. */
  token: string
  /** What is as it should be stands back. */
  opacity: number
}

/** Whole is well, broken is down; what is neither is a part of a bar. */
export const CELL_LOOKS: Record<Cell, CellLook> = {
  h: { ...VERDICT_LOOKS.healthy, form: [[0, 1]], token: '--ok', opacity: 0.62 },
  d: { ...VERDICT_LOOKS.degraded, form: [[0.4, 1]], token: '--warn', opacity: 1 },
  u: {
    ...VERDICT_LOOKS.unhealthy,
    form: [
      [0, 0.4],
      [0.6, 1],
    ],
    token: '--bad',
    opacity: 1,
  },
  a: { ...VERDICT_LOOKS['needs-auth'], form: [[0.3, 0.7]], token: '--warn', opacity: 1 },
  '?': { ...VERDICT_LOOKS.unknown, form: [[0.75, 1]], token: '--muted-foreground', opacity: 0.7 },
  m: {
    word: 'Maintenance',
    tone: 'busy',
    shape: 'square',
    form: [
      [0, 0.2],
      [0.4, 0.6],
      [0.8, 1],
    ],
    token: '--busy',
    opacity: 0.8,
  },
  '.': {
    word: 'Not watched',
    tone: 'off',
    shape: 'ring',
    form: [[0.92, 1]],
    token: '--input',
    opacity: 0.6,
  },
}

/** In the order of a legend. */
export const CELL_ORDER: readonly Cell[] = ['h', 'd', 'u', 'a', 'm', '?', '.']

/** From what hides most to what hides least when stretches of time become one. */
const WORST_FIRST: readonly Cell[] = ['u', 'a', 'd', 'm', 'h', '?', '.']

export function toCell(letter: string | undefined): Cell {
  // The check is what makes it one.
  return letter !== undefined && Object.hasOwn(CELLS, letter) ? (letter as Cell) : '.'
}

export function worstOf(cells: string): Cell {
  return WORST_FIRST.find((cell) => cells.includes(cell)) ?? '.'
}

/** Every `by` cells as one, their worst; for a narrow screen. The last may stand for fewer. */
export function mergedCells(cells: string, by: number): string {
  if (by <= 1) return cells
  let merged = ''
  for (let at = 0; at < cells.length; at += by) merged += worstOf(cells.slice(at, at + by))
  return merged
}

/** What held for less of a bucket's watched time does not colour it. */
const MEANINGFUL = 0.05
const BAD: readonly Cell[] = ['u', 'a', 'd']
const CALM: readonly Cell[] = ['h', 'm', '?']

/** The worst verdict that held for a meaningful share of a bucket, else what held longest: as the fleet's cells are. */
export function cellOfBucket({ time }: Pick<Bucket, 'time'>): Cell {
  const watched = Object.values(time).reduce((sum, ms) => sum + ms, 0)
  if (watched <= 0) return '.'
  const timeIn = (cell: Cell) => {
    const kind = CELLS[cell]
    return kind === 'none' ? 0 : time[kind]
  }
  const bad = BAD.find((cell) => timeIn(cell) >= watched * MEANINGFUL)
  return bad ?? CALM.reduce((longest, cell) => (timeIn(cell) > timeIn(longest) ? cell : longest))
}
