import 'server-only'
import type { Failure } from '@/lib/domain/connection'

/** So many servers that fail together for one cause are one group. */
export const GROUP_FROM = 5
/** Together: within so long. */
export const GROUP_WITHIN_MS = 30_000
/** What fails for the same cause within so long of a group's newest is of it too: not all are checked at once. */
export const JOIN_WITHIN_MS = 60_000

/** An open incident that is in no group. */
export interface Single {
  id: string
  server: string
  cause: Failure
  /** ISO. */
  dueAt: string
}

/** A group that goes on. */
export interface OpenGroup {
  id: string
  cause: Failure
  /** When its newest incident was due, ISO. */
  newestAt: string
}

export interface Grouping {
  /** New groups, with what they begin with. */
  made: { id: string; cause: Failure; openedAt: string; members: Single[] }[]
  joined: { group: string; members: Single[] }[]
}

/** Finds those that failed together for the same cause, told of already or not. */
export function grouped(
  singles: readonly Single[],
  groups: readonly OpenGroup[],
  newId: () => string,
): Grouping {
  const grouping: Grouping = { made: [], joined: [] }
  for (const [code, alike] of byCode(singles)) {
    const group = newestOf(groups.filter(({ cause }) => cause.code === code))
    const { joining, left } = split(alike, group)
    if (group && joining.length > 0) grouping.joined.push({ group: group.id, members: joining })
    for (const members of clusters(left)) {
      const [first] = members
      if (first) grouping.made.push({ id: newId(), cause: causeOf(members), openedAt: first.dueAt, members })
    }
  }
  return grouping
}

/** Each in the order of time. */
function byCode(singles: readonly Single[]): Map<string, Single[]> {
  const alike = new Map<string, Single[]>()
  for (const single of singles) {
    const found = alike.get(single.cause.code)
    if (found) found.push(single)
    else alike.set(single.cause.code, [single])
  }
  for (const found of alike.values()) found.sort((a, b) => timeOf(a) - timeOf(b))
  return alike
}

function newestOf(groups: readonly OpenGroup[]): OpenGroup | undefined {
  return [...groups].sort((a, b) => Date.parse(b.newestAt) - Date.parse(a.newestAt))[0]
}

/** Each that joins makes the next one's way shorter. */
function split(alike: readonly Single[], group: OpenGroup | undefined) {
  const joining: Single[] = []
  const left: Single[] = []
  let newest = group ? Date.parse(group.newestAt) : Number.NaN
  for (const single of alike) {
    // Without a group the difference is NaN, which is no less than anything.
    if (Math.abs(timeOf(single) - newest) <= JOIN_WITHIN_MS) {
      joining.push(single)
      newest = Math.max(newest, timeOf(single))
    } else left.push(single)
  }
  return { joining, left }
}

/** Runs of at least `GROUP_FROM` that began within `GROUP_WITHIN_MS`, and what follows them without such a pause. */
function clusters(sorted: readonly Single[]): Single[][] {
  const found: Single[][] = []
  let start = 0
  while (start + GROUP_FROM <= sorted.length) {
    if (!isWithin(sorted, start, start + GROUP_FROM - 1)) {
      start += 1
      continue
    }
    let end = start + GROUP_FROM
    while (end < sorted.length && isWithin(sorted, end - 1, end)) end += 1
    found.push(sorted.slice(start, end))
    start = end
  }
  return found
}

function isWithin(sorted: readonly Single[], first: number, last: number): boolean {
  const [a, b] = [sorted[first], sorted[last]]
  return a !== undefined && b !== undefined && timeOf(b) - timeOf(a) <= GROUP_WITHIN_MS
}

/** In the commonest words; those of one server alone name it. */
function causeOf(members: readonly Single[]): Failure {
  const counts = new Map<string, number>()
  for (const { cause } of members) counts.set(cause.message, (counts.get(cause.message) ?? 0) + 1)
  const [[message, count] = ['', 0]] = [...counts].sort(([, a], [, b]) => b - a)
  const code = members[0]?.cause.code ?? 'unknown'
  const [first] = members
  return { code, message: count > 1 || !first ? message : `${first.server}: ${message}` }
}

function timeOf({ dueAt }: Single): number {
  return Date.parse(dueAt)
}
