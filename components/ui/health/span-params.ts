import { parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { RANGES } from '@/lib/domain/api/health'

/** What the URL holds of a span of time, on the Health page and on a server's. */
export const spanParsers = {
  range: parseAsStringLiteral(RANGES).withDefault('24h'),
  /** Zoomed into, from here… */
  from: parseAsString,
  /** …to here. */
  to: parseAsString,
}
