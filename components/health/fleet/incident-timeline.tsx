'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useMemo, useRef } from 'react'
import { client } from '@/components/shell/client'
import { countWords } from '@/components/ui/number-words'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { TONE_CLASSES } from '@/components/ui/state-look'
import { StateShape } from '@/components/ui/state-shape'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { durationWords } from '@/components/ui/time-words'
import { useSize } from '@/components/ui/use-size'
import { queryKeys } from '@/lib/client/query-keys'
import { listIncidents } from '@/lib/domain/api/incidents'
import { cn } from '@/lib/kit/class-names'
import { Axis } from '@/components/ui/health/axis'
import { ChartCard } from '@/components/ui/health/chart-card'
import { SEVERITY_LOOKS } from '@/components/ui/health/incident-look'
import { healthUrl, incidentUrl, serverHealthUrl } from '@/components/ui/health/health-links'
import { stretchWords } from '@/components/ui/health/time-axis'
import { type Bar, type Lane, lanesOf } from './timeline-lanes'

const LANES = 10
const READ = 300

interface IncidentTimelineProps {
  from: number
  to: number
  /** An open incident reaches until here. */
  now: number
  tags: readonly string[]
}

/** When which servers were not well, as bars along the same time as the map. */
export function IncidentTimeline({ from, to, now, tags }: IncidentTimelineProps) {
  // To the minute, so that a span that moves on with each answer is not asked for anew each time.
  const query = {
    from: new Date(floorMinute(from)).toISOString(),
    to: new Date(floorMinute(now) + 60_000).toISOString(),
    limit: READ,
    ...(tags.length > 0 && { tag: [...tags] }),
  }
  const incidents = useQuery({
    queryKey: queryKeys.incidentList(query),
    queryFn: ({ signal }) => client.call(listIncidents, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const { data } = incidents
  const lanes = useMemo(
    () => (data ? lanesOf(data.items, data.groups, { from, to: now }) : []),
    [data, from, now],
  )
  return (
    <ChartCard
      title="Incidents"
      beside={
        data && (
          <Link
            href={healthUrl({ tab: 'incidents' })}
            className="text-primary text-xs underline-offset-4 hover:underline"
          >
            {data.total === 0 ? 'All incidents' : `All ${countWords(data.total)}`}
          </Link>
        )
      }
      table={lanes.length > 0 ? () => <LaneTable lanes={lanes} /> : undefined}
    >
      {incidents.isError && !data ? (
        <p role="alert" className="text-muted-foreground p-4 text-sm">
          The incidents could not be read: {incidents.error.message}
        </p>
      ) : !data ? (
        <div className="grid gap-2 p-4">
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-2/3" />
        </div>
      ) : lanes.length === 0 ? (
        <p className="text-muted-foreground p-4 text-sm">No incident touches this span.</p>
      ) : (
        <Lanes lanes={lanes} from={from} to={to} />
      )}
    </ChartCard>
  )
}

function floorMinute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000
}

function Lanes({ lanes, from, to }: { lanes: readonly Lane[]; from: number; to: number }) {
  const track = useRef<HTMLDivElement>(null)
  const { width } = useSize(track)
  return (
    <div className="grid [scrollbar-gutter:stable] gap-1 overflow-hidden pt-3 pr-3 pb-2 pl-4">
      <ul aria-label="Servers with incidents" className="grid">
        {lanes.slice(0, LANES).map((lane) => (
          <li
            key={lane.key}
            className="grid h-6 grid-cols-[calc(var(--names)-1.75rem)_minmax(0,1fr)] items-center gap-3"
          >
            {lane.server === null ? (
              <span className="truncate text-xs font-medium">{lane.title}</span>
            ) : (
              <Link
                href={serverHealthUrl(lane.server)}
                prefetch={false}
                title={lane.title}
                className="truncate text-xs underline-offset-4 hover:underline"
              >
                {lane.title}
              </Link>
            )}
            <span className="bg-muted/60 relative h-3.5 rounded-sm">
              {lane.bars.map((bar) => (
                <LaneBar key={bar.id} bar={bar} from={from} to={to} />
              ))}
            </span>
          </li>
        ))}
      </ul>
      <div className="grid grid-cols-[calc(var(--names)-1.75rem)_minmax(0,1fr)] gap-3">
        <span className="text-muted-foreground text-xs whitespace-nowrap">
          {lanes.length > LANES && `and ${countWords(lanes.length - LANES)} more`}
        </span>
        <div ref={track}>
          <Axis from={from} to={to} width={width} />
        </div>
      </div>
    </div>
  )
}

function LaneBar({ bar, from, to }: { bar: Bar; from: number; to: number }) {
  const { tone, shape, word } = SEVERITY_LOOKS[bar.severity]
  const length = to - from
  const words = `${word}, ${stretchWords(bar.from, bar.to)}, ${lastsWords(bar)}: ${bar.words}`
  return (
    <Link
      href={incidentUrl(bar.incident)}
      prefetch={false}
      className={cn('absolute inset-y-0 flex min-w-2.5 items-center rounded-sm', TONE_CLASSES[tone])}
      style={{
        left: `${((bar.from - from) / length) * 100}%`,
        width: `${((bar.to - bar.from) / length) * 100}%`,
      }}
      title={words}
    >
      <span
        aria-hidden
        className={cn('absolute inset-0 rounded-sm bg-current opacity-25', bar.isOpen && 'rounded-r-none')}
      />
      <StateShape shape={shape} className="relative" />
      <span className="sr-only">{words}</span>
    </Link>
  )
}

function lastsWords({ from, to, isOpen }: Bar): string {
  return `${durationWords(to - from)}${isOpen ? ', still open' : ''}`
}

function LaneTable({ lanes }: { lanes: readonly Lane[] }) {
  return (
    <div className="max-h-96 overflow-y-auto">
      <Table label="Incidents in the span">
        <TableHeader>
          <TableRow>
            <TableHead>Server</TableHead>
            <TableHead>State</TableHead>
            <TableHead>When</TableHead>
            <TableHead className="text-right">Lasted</TableHead>
            <TableHead>Cause</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {lanes.flatMap((lane) =>
            lane.bars.map((bar) => (
              <TableRow key={bar.id}>
                <TableCell className="font-medium">{lane.title}</TableCell>
                <TableCell>
                  <LookBadge look={SEVERITY_LOOKS[bar.severity]} />
                </TableCell>
                <TableCell className="whitespace-nowrap">{stretchWords(bar.from, bar.to)}</TableCell>
                <TableCell className="text-right whitespace-nowrap">{lastsWords(bar)}</TableCell>
                <TableCell className="text-muted-foreground min-w-48">{bar.words}</TableCell>
              </TableRow>
            )),
          )}
        </TableBody>
      </Table>
    </div>
  )
}
