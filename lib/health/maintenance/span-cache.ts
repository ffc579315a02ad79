import 'server-only'
import type { Schedule } from '@/lib/domain/incident'
import { type Span, spansOf } from './spans'

const DAY_MS = 86_400_000
/** Around what is asked for: the next question is mostly about the next moment. */
const MARGIN_MS = 3 * DAY_MS
/** What is held at most; a longer span is answered and not held. */
const HELD_MS = 120 * DAY_MS

/** The spans of one schedule, worked out once for the days that questions are about. */
export class SpanCache {
  #covered: Span = { from: 0, to: 0 }
  #spans: Span[] = []

  constructor(private readonly schedule: Schedule) {}

  /** Cut to [from, to), oldest first. */
  between(from: number, to: number): Span[] {
    if (to <= from) return []
    if (to - from > HELD_MS) return spansOf(this.schedule, from, to)
    this.#cover(from, to)
    const found: Span[] = []
    for (let index = this.#firstEndingAfter(from); index < this.#spans.length; index += 1) {
      const span = this.#spans[index]
      if (!span || span.from >= to) break
      found.push({ from: Math.max(span.from, from), to: Math.min(span.to, to) })
    }
    return found
  }

  /** The span that holds at a time; its ends are seen for some days around. */
  at(ms: number): Span | undefined {
    this.#cover(ms, ms + 1)
    const span = this.#spans[this.#firstEndingAfter(ms)]
    return span && span.from <= ms ? span : undefined
  }

  /** The newest beginning or end up to a time, within the days around it. */
  edgeBefore(ms: number): number | undefined {
    this.#cover(ms, ms + 1)
    const edges = this.#spans.flatMap(({ from, to }) => [from, to]).filter((edge) => edge <= ms)
    return edges.at(-1)
  }

  #cover(from: number, to: number): void {
    const { from: start, to: end } = this.#covered
    if (from >= start && to <= end && end > start) return
    const wanted = { from: floorToDay(from - MARGIN_MS), to: floorToDay(to + MARGIN_MS + DAY_MS) }
    const joined = { from: Math.min(start, wanted.from), to: Math.max(end, wanted.to) }
    this.#covered = end > start && joined.to - joined.from <= HELD_MS ? joined : wanted
    this.#spans = spansOf(this.schedule, this.#covered.from, this.#covered.to)
  }

  #firstEndingAfter(ms: number): number {
    let [low, high] = [0, this.#spans.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      const span = this.#spans[middle]
      if (span && span.to > ms) high = middle
      else low = middle + 1
    }
    return low
  }
}

function floorToDay(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS
}
