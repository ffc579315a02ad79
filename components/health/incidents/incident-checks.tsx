'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { client } from '@/components/shell/client'
import { Button } from '@/components/ui/button'
import { Axis } from '@/components/ui/health/axis'
import { Bars } from '@/components/ui/health/bars'
import { cellOfBucket } from '@/components/ui/health/cells'
import { cellsWords } from '@/components/ui/health/cells-words'
import { ChartCard } from '@/components/ui/health/chart-card'
import { latencyWords } from '@/components/ui/health/latency-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { VERDICT_LOOKS } from '@/components/ui/state-look'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { useSize } from '@/components/ui/use-size'
import { queryKeys } from '@/lib/client/query-keys'
import { getServerHealth } from '@/lib/domain/api/health'
import type { Check } from '@/lib/domain/health'
import type { Incident } from '@/lib/domain/incident'
import { checkSpanOf } from './check-span'

const BUCKETS = 96
const PAGE = 15

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
    <ChartCard title="Checks" table={checks.length > 0 ? () => <Checks checks={checks} /> : undefined}>
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

function Checks({ checks }: { checks: readonly Check[] }) {
  const [count, setCount] = useState(PAGE)
  return (
    <>
      <Table label="Checks around the incident, oldest first">
        <TableHeader>
          <TableRow>
            <TableHead>When</TableHead>
            <TableHead className="text-right">Took</TableHead>
            <TableHead>State after it</TableHead>
            <TableHead>Reason</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {checks.slice(0, count).map((check) => (
            <TableRow key={`${check.at} ${check.origin}`}>
              <TableCell>
                <RelativeTime at={check.at} />
              </TableCell>
              <TableCell className="text-right whitespace-nowrap">{latencyWords(check.durationMs)}</TableCell>
              <TableCell>
                <LookBadge look={VERDICT_LOOKS[check.verdict]} />
              </TableCell>
              <TableCell className="text-muted-foreground min-w-56 wrap-anywhere">
                {check.reason.message}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {count < checks.length && (
        <div className="border-t p-2 text-center">
          <Button size="sm" onClick={() => setCount(count + PAGE * 4)}>
            Show {Math.min(PAGE * 4, checks.length - count)} more
          </Button>
        </div>
      )}
    </>
  )
}
