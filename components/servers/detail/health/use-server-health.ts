'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Span, spanQueryOf, zoomOf } from '@/components/ui/health/span'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { getServerHealth, type ServerHealth } from '@/lib/domain/api/health'
import type { HealthLimits } from '@/lib/domain/health'

const BUCKETS = 96
/** The result of a check is there a moment after it was due. */
const AFTER_CHECK_MS = 1_500
const LEAST_MS = 3_000
const MOST_MS = 60_000

/** A server's health over a span; asked again when its next check will be done, as checks alone are no event. */
export function useServerHealth(name: string, span: Span) {
  const query = { ...spanQueryOf(span), buckets: BUCKETS }
  return useQuery({
    queryKey: [...queryKeys.serverHealth(name), query],
    queryFn: ({ signal }) => client.call(getServerHealth, { params: { name }, query, signal }),
    // Another span of the same server may stand in until it is there; another server must not.
    placeholderData: (last, lastQuery) =>
      lastQuery?.queryKey[2] === name ? keepPreviousData(last) : undefined,
    refetchInterval: ({ state }) => (zoomOf(span) ? MOST_MS : renewIn(state.data, Date.now())),
  })
}

/** How long until there is something new; ms. */
export function renewIn(health: Pick<ServerHealth, 'now'> | undefined, now: number): number {
  if (!health?.now.nextCheckAt) return MOST_MS / 2
  const wait = Date.parse(health.now.nextCheckAt) - now + AFTER_CHECK_MS
  return Math.max(LEAST_MS, Math.min(MOST_MS, wait))
}

/** What the server is measured by; undefined until it is known. */
export function useLimits(name: string): HealthLimits | undefined {
  const query = { range: '1h' as const, buckets: 1 }
  const health = useQuery({
    queryKey: [...queryKeys.serverHealth(name), query],
    queryFn: ({ signal }) => client.call(getServerHealth, { params: { name }, query, signal }),
  })
  return health.data?.now.limits
}
