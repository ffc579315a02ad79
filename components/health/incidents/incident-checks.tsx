'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { client } from '@/components/shell/client'
import { Axis } from '@/components/ui/health/axis'
import { Bars } from '@/components/ui/health/bars'
import { cellOfBucket } from '@/components/ui/health/cells'
import { cellsWords } from '@/components/ui/health/cells-words'
import { ChartCard } from '@/components/ui/health/chart-card'
import { CheckTable } from '@/components/ui/health/check-table'
import { Skeleton } from '@/components/ui/skeleton'
import { useSize } from '@/components/ui/use-size'
import { queryKeys } from '@/lib/client/query-keys'
import { getServerHealth } from '@/lib/domain/api/health'
import type { Incident } from '@/lib/domain/incident'
import { checkSpanOf } from './check-span'

const BUCKETS = 96
const PAGE = { first: 15, next: 60 }

/** The checks before it, through it and after it: as bars, and one by one while they are kept. */
export function IncidentChecks({ incident }: { incident: Incident }) {
  const { server, openedAt, closedAt } = incident
  const health = useQuery({
    queryKey: [...queryKeys.serverHealth(server), 'incident', openedAt, closedAt],
    queryFn: ({ signal }) => {
      const query = { ...checkSpanOf(incident, Date.now()), buckets: BUCKETS }
      return client.call(getServerHealth, { params: { name: server }, query, signal })
    },
    placeholderData: keepPreviousData,
    refetchInterval: closedAt === null ? 30_000 : false,
  })
  const room = useRef<HTMLDivElement>(null)
  const { width } = useSize(room)
  const { data } = health
  const cells = data?.buckets.map(cellOfBucket).join('') ?? ''
  const checks = data?.checks ?? []
  return (
    <ChartCard
      title="Checks"
      table={
        checks.length > 0
          ? () => <CheckTable label="Checks around the incident, oldest first" checks={checks} page={PAGE} />
          : undefined
      }
    >
      <div ref={room} className="px-4 py-3">
        {data ? (
          <>
            <div role="img" aria-label={`From ${data.from} to ${data.to}: ${cellsWords(cells)}`}>
              <Bars cells={cells} className="h-8" />
            </div>
            <Axis from={Date.parse(data.from)} to={Date.parse(data.to)} width={width} />
          </>
        ) : health.isError ? (
          <p className="text-muted-foreground">The checks are not there any more: {health.error.message}</p>
        ) : (
          <Skeleton className="h-12 w-full" />
        )}
      </div>
    </ChartCard>
  )
}
