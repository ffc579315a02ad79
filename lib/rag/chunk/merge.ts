import 'server-only'
import type { Passage } from '@/lib/domain/document'
import type { Piece } from './pieces'
import type { Measure, Part } from './split'

/** Parts that become one passage. */
export interface Group extends Part {
  heading: readonly string[]
  headingStarts: readonly (number | null)[]
  page?: number
  sheet?: string
  /** Characters of each kind in it. */
  kinds: Map<Passage['kind'], number>
  /** A part of what was too long: it is as long as it should be. */
  isSplit: boolean
}

export function groupOf(piece: Piece, part: Part, isSplit: boolean): Group {
  return {
    ...part,
    heading: piece.heading,
    headingStarts: part.start === piece.start ? piece.headingStarts : piece.heading.map(() => null),
    ...(piece.page === undefined ? {} : { page: piece.page }),
    ...(piece.sheet === undefined ? {} : { sheet: piece.sheet }),
    kinds: new Map([[piece.kind, part.end - part.start]]),
    isSplit,
  }
}

/** What stands below one heading together, up to the target; then what is still too short with its neighbour. */
export function merge(groups: readonly Group[], measure: Measure, keepsPages: boolean): Group[] {
  const short = measure.target / 4
  const within = run(
    groups,
    measure,
    (left, right) => isSame(left.heading, right.heading) && (right.headingStarts.at(-1) ?? null) === null,
  )
  return run(within, measure, (left, right) => {
    if (keepsPages && left.page !== right.page) return false
    return (left.tokens < short || right.tokens < short) && areNear(left.heading, right.heading)
  })
}

function run(
  groups: readonly Group[],
  measure: Measure,
  mayJoin: (left: Group, right: Group) => boolean,
): Group[] {
  const merged: Group[] = []
  for (const group of groups) {
    const last = merged.at(-1)
    const joined =
      last === undefined ||
      last.isSplit ||
      group.isSplit ||
      last.sheet !== group.sheet ||
      !mayJoin(last, group)
        ? null
        : join(last, group, measure)
    if (joined === null) merged.push(group)
    else merged[merged.length - 1] = joined
  }
  return merged
}

function join(left: Group, right: Group, { text, count, target }: Measure): Group | null {
  const heading = common(left.heading, right.heading)
  const depth = heading.length
  // A heading that is not above all of it is said in its text; one that is above what came before, too, can't be.
  const start = depth < left.heading.length ? (left.headingStarts[depth] ?? null) : left.start
  if (start === null) return null
  if (left.tokens + right.tokens > target * 1.5) return null
  const tokens = count(text.slice(start, right.end))
  if (tokens > target) return null
  const kinds = new Map(left.kinds)
  for (const [kind, characters] of right.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + characters)
  const headingStarts = left.headingStarts.slice(0, depth)
  return { ...left, start, end: right.end, tokens, heading, headingStarts, kinds }
}

function common(left: readonly string[], right: readonly string[]): string[] {
  const end = left.findIndex((words, at) => words !== right[at])
  return left.slice(0, end === -1 ? left.length : end)
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && common(left, right).length === left.length
}

/** Below the same heading, or one below the other. */
function areNear(left: readonly string[], right: readonly string[]): boolean {
  return common(left, right).length >= Math.max(left.length, right.length) - 1
}
