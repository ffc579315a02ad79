'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { getFleetHealth } from '@/lib/domain/api/health'
import { type Span, spanQueryOf, zoomOf } from '@/components/ui/health/span'

/** Columns of the map. */
const BUCKETS = 96
/** A span that ends now moves on; the answer is too large to be asked for with each event. */
const RENEW_MS = 60_000
/** While the past of the fleet is still being read after a start. */
const READING_MS = 3_000

/** The fleet over a span: every server with its tags among `tags`, or all. */
export function useFleet(span: Span, tags: readonly string[]) {
  const query = { ...spanQueryOf(span), buckets: BUCKETS, ...(tags.length > 0 && { tag: [...tags] }) }
  return useQuery({
    queryKey: queryKeys.fleet(query),
    queryFn: ({ signal }) => client.call(getFleetHealth, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => {
      if (data && data.readShare !== null) return READING_MS
      return zoomOf(span) ? false : RENEW_MS
    },
    staleTime: RENEW_MS / 2,
  })
}
