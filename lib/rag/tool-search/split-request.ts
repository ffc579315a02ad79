import 'server-only'
import { withoutData } from './without-data'

const LONGEST = 20_000
/** Each is embedded, so there are no more. */
const MOST_PARTS = 8
/** Shorter ones are "Thanks!", "e.g." and the like. */
const SHORTEST = 12
const BETWEEN = /(?<=[.!?;])\s+|(?<=[。！？；])|\n+|,?\s+\b(?:and then|and|then|also)\b\s+/iu

/**
 * The parts of a request that asks for several things: a vector of the whole is near to none of the tools that the parts
 * need. None for a request of one part.
 */
export function partsOf(request: string): string[] {
  const parts = withoutData(request.slice(0, LONGEST))
    .split(BETWEEN)
    .map((part) => part.trim())
    .filter((part) => part.length >= SHORTEST)
  const distinct = [...new Set(parts)]
  return distinct.length < 2 ? [] : distinct.slice(0, MOST_PARTS)
}
