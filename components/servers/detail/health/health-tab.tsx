'use client'
import { useQueryStates } from 'nuqs'
import { spanParsers } from '@/components/ui/health/span-params'
import { type Span, UNZOOMED, type Zoom, zoomOf, zoomTo } from '@/components/ui/health/span'
import { SpanPicker } from '@/components/ui/health/span-picker'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import type { ServerHealth } from '@/lib/domain/api/health'
import type { ServerDetail } from '@/lib/domain/api/servers'
import { CheckList } from './check-list'
import { LatencyCard } from './latency-card'
import { LimitsCard } from './limits-card'
import { ServerIncidents } from './server-incidents'
import { StateCard } from './state-card'
import { UptimeBars } from './uptime-bars'
import { UptimeTiles } from './uptime-tiles'
import { useServerHealth } from './use-server-health'

/** A server's health: now, over time, its checks, its incidents, and what it is measured by. */
export function HealthTab({ server }: { server: ServerDetail }) {
  const [span, setSpan] = useQueryStates(spanParsers, { history: 'push' })
  const health = useServerHealth(server.name, span)
  if (health.isError && !health.data) {
    return (
      <Card>
        <QueryError title={`The health of ${server.name} could not be read`} query={health} />
      </Card>
    )
  }
  if (!health.data) return <HealthSkeleton />
  return <Loaded server={server} health={health.data} span={span} onSpan={(part) => void setSpan(part)} />
}

interface LoadedProps {
  server: ServerDetail
  health: ServerHealth
  span: Span
  onSpan: (part: Partial<Span>) => void
}

function Loaded({ server, health, span, onSpan }: LoadedProps) {
  const isZoomed = zoomOf(span) !== undefined
  const to = Date.parse(health.to)
  const zoom = (next: Zoom) => onSpan(zoomTo(next, Date.now()))
  return (
    <div className="grid gap-4">
      <StateCard server={server} now={health.now} />
      <UptimeTiles
        uptime={health.uptime}
        known={health.known}
        chosen={isZoomed ? undefined : span.range}
        onChoose={(range) => onSpan({ range, ...UNZOOMED })}
      />
      <SpanPicker span={span} onSpan={onSpan} />
      <Card aria-labelledby="bars-title">
        <CardHeader>
          <CardTitle id="bars-title">Health over time</CardTitle>
        </CardHeader>
        {/* Of other bars, the cursor begins at the end again. */}
        <UptimeBars
          key={`${span.range} ${span.from} ${span.to}`}
          buckets={health.buckets}
          bucketMs={health.bucketMs}
          to={to}
          onZoom={zoom}
        />
      </Card>
      <LatencyCard health={health} onZoom={zoom} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <CheckList checks={health.checks} isPast={health.buckets.some((bucket) => bucket.checks > 0)} />
        <div className="grid gap-4">
          <ServerIncidents incidents={health.incidents} />
          <LimitsCard limits={health.now.limits} />
        </div>
      </div>
    </div>
  )
}

function HealthSkeleton() {
  return (
    <div role="status" aria-busy aria-label="Loading the health of the server" className="grid gap-4">
      <Skeleton className="h-40 rounded-lg" />
      <Skeleton className="h-16 rounded-lg" />
      <Skeleton className="h-8 w-72" />
      <Skeleton className="h-36 rounded-lg" />
      <Skeleton className="h-72 rounded-lg" />
    </div>
  )
}
