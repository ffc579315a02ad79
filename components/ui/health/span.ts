import { type Range, RANGE_MS } from '@/lib/domain/api/health'

const MINUTE = 60_000

/** How a range is called on a button, and in a sentence. */
export const RANGE_WORDS: Record<Range, string> = {
  '1h': 'hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
}

/** No narrower than this: checks lie seconds apart. */
const LEAST_MS = 5 * MINUTE

/** A range that ends now, or a span that somebody has zoomed into; times in ISO. */
export interface Span {
  range: Range
  from: string | null
  to: string | null
}

export interface Zoom {
  from: number
  to: number
}

/** The span zoomed into, in ms; undefined where the range holds, or the address makes no sense. */
export function zoomOf({ from, to }: Pick<Span, 'from' | 'to'>): Zoom | undefined {
  if (from === null || to === null) return undefined
  const zoom = { from: Date.parse(from), to: Date.parse(to) }
  return zoom.to > zoom.from ? zoom : undefined
}

/** What the API is asked. */
export function spanQueryOf(span: Span): { range: Range; from?: string; to?: string } {
  const zoom = zoomOf(span)
  if (!zoom) return { range: span.range }
  return { range: span.range, from: new Date(zoom.from).toISOString(), to: new Date(zoom.to).toISOString() }
}

/** The change of the address that shows a span: widened to what can be told apart, and not past now. */
export function zoomTo({ from, to }: Zoom, now: number): Pick<Span, 'from' | 'to'> {
  const lack = Math.max(0, LEAST_MS - (to - from)) / 2
  const end = Math.min(now, to + lack)
  const start = Math.min(from - lack, end - LEAST_MS)
  return { from: new Date(Math.round(start)).toISOString(), to: new Date(Math.round(end)).toISOString() }
}

/** Back to the range that the zoom began in. */
export const UNZOOMED: Pick<Span, 'from' | 'to'> = { from: null, to: null }

/** Half a span earlier or later; undefined where there is nothing later than now. */
export function moved({ from, to }: Zoom, direction: -1 | 1, now: number): Zoom | undefined {
  if (direction === 1 && to >= now) return undefined
  const length = to - from
  const end = Math.min(now, to + (direction * length) / 2)
  return { from: end - length, to: end }
}

/** Twice as wide about its middle, undefined once it would be wider than the widest range. */
export function widened({ from, to }: Zoom, now: number): Zoom | undefined {
  const length = (to - from) * 2
  if (length > RANGE_MS['90d']) return undefined
  const end = Math.min(now, to + length / 4)
  return { from: end - length, to: end }
}
