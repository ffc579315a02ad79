'use client'
import dynamic from 'next/dynamic'
import { CELL_LOOKS, cellOfBucket } from '@/components/ui/health/cells'
import { ChartCard } from '@/components/ui/health/chart-card'
import { latencyWords } from '@/components/ui/health/latency-words'
import type { Zoom } from '@/components/ui/health/span'
import { stretchWords } from '@/components/ui/health/time-axis'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import type { ServerHealth } from '@/lib/domain/api/health'
import { PERCENTILES } from './percentile-look'

const LatencyChart = dynamic(() => import('./latency-chart').then((file) => file.LatencyChart), {
  ssr: false,
  loading: () => <Skeleton className="m-4 h-52" />,
})

interface LatencyCardProps {
  health: ServerHealth
  onZoom: (zoom: Zoom) => void
}

const RESOLUTION_WORDS: Record<ServerHealth['resolution'], string> = {
  raw: 'From single checks',
  minute: 'From minutes',
  hour: 'From hours',
  day: 'From days',
}

/** How long the server took to answer, over time. */
export function LatencyCard({ health, onZoom }: LatencyCardProps) {
  const isAnswered = health.buckets.some((bucket) => bucket.p50Ms !== null)
  return (
    <ChartCard
      title="Response times"
      beside={
        isAnswered && (
          <ul className="text-muted-foreground flex flex-wrap gap-x-3 text-xs">
            {PERCENTILES.map(({ key, name, stroke, dash }) => (
              <Key key={key} name={name}>
                <line x1="0" x2="16" y1="5" y2="5" stroke={stroke} strokeWidth="1.5" strokeDasharray={dash} />
              </Key>
            ))}
            {health.incidents.length > 0 && (
              <Key name="Incident">
                <rect x="3" width="10" height="10" fill="var(--bad)" fillOpacity="0.2" stroke="var(--bad)" />
              </Key>
            )}
            {health.maintenance.length > 0 && (
              <Key name="Maintenance">
                <path d="M3 10 13 0M3 5l5-5M8 10l5-5" stroke="var(--busy)" fill="none" />
              </Key>
            )}
          </ul>
        )
      }
      table={() => <BucketTable health={health} />}
    >
      {isAnswered ? (
        <figure>
          <LatencyChart health={health} onZoom={onZoom} />
          <figcaption className="text-muted-foreground px-4 pb-3 text-xs">
            {RESOLUTION_WORDS[health.resolution]}. Drag over the chart to zoom in.
          </figcaption>
        </figure>
      ) : (
        <p className="text-muted-foreground p-4 text-sm">No check was answered in this span.</p>
      )}
    </ChartCard>
  )
}

function Key({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <svg viewBox="0 0 16 10" aria-hidden className="h-2.5 w-4">
        {children}
      </svg>
      {name}
    </li>
  )
}

function BucketTable({ health }: { health: ServerHealth }) {
  return (
    <div className="max-h-96 overflow-y-auto">
      <Table label="Health over time">
        <TableHeader>
          <TableRow>
            <TableHead>When</TableHead>
            <TableHead>State</TableHead>
            <TableHead className="text-right">Checks</TableHead>
            <TableHead className="text-right">Failed</TableHead>
            <TableHead className="text-right">p50</TableHead>
            <TableHead className="text-right">p95</TableHead>
            <TableHead className="text-right">p99</TableHead>
            <TableHead className="text-right">Longest</TableHead>
            <TableHead>Commonest failure</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {health.buckets.toReversed().map((bucket) => {
            const start = Date.parse(bucket.start)
            return (
              <TableRow key={bucket.start}>
                <TableCell className="whitespace-nowrap">
                  {stretchWords(start, start + health.bucketMs)}
                </TableCell>
                <TableCell>
                  <LookBadge look={CELL_LOOKS[cellOfBucket(bucket)]} />
                </TableCell>
                <TableCell className="text-right">{bucket.checks}</TableCell>
                <TableCell className="text-right">{bucket.failed}</TableCell>
                <TableCell className="text-right whitespace-nowrap">{latencyWords(bucket.p50Ms)}</TableCell>
                <TableCell className="text-right whitespace-nowrap">{latencyWords(bucket.p95Ms)}</TableCell>
                <TableCell className="text-right whitespace-nowrap">{latencyWords(bucket.p99Ms)}</TableCell>
                <TableCell className="text-right whitespace-nowrap">{latencyWords(bucket.maxMs)}</TableCell>
                <TableCell className="text-muted-foreground min-w-48">{bucket.reason?.message}</TableCell>
              </TableRow>
            )
          })}
        </TableBody>
      </Table>
    </div>
  )
}
