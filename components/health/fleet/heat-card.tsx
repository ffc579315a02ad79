'use client'
import { useMemo, useRef } from 'react'
import { amountWords, countWords } from '@/components/ui/number-words'
import { useMedia } from '@/components/ui/use-media'
import { useSize } from '@/components/ui/use-size'
import type { FleetRow } from '@/lib/domain/api/health'
import { Axis } from '@/components/ui/health/axis'
import { mergedCells } from '@/components/ui/health/cells'
import { ChartCard } from '@/components/ui/health/chart-card'
import { Legend } from '@/components/ui/health/legend'
import type { Zoom } from '@/components/ui/health/span'
import { FleetTable } from './fleet-table'
import { verdictNow } from './fleet-rows'
import { HeatMap } from './heat-map'

interface HeatCardProps {
  rows: readonly FleetRow[]
  /** Without the filters. */
  all: number
  from: number
  to: number
  bucketMs: number
  onZoom: (zoom: Zoom) => void
}

/** The heat map with its axis and legend, and its table. */
export function HeatCard({ rows, all, from, to, bucketMs, onZoom }: HeatCardProps) {
  // A small window has no room for so many columns: two become one.
  const by = useMedia('(max-width: 900px)') ? 2 : 1
  const axis = useRef<HTMLDivElement>(null)
  const { width } = useSize(axis)
  const mapRows = useMemo(
    () =>
      rows.map((row) => ({ name: row.name, verdict: verdictNow(row), cells: mergedCells(row.cells, by) })),
    [rows, by],
  )
  const columns = mapRows[0]?.cells.length ?? 0
  const cellMs = bucketMs * by
  const time = useMemo(() => ({ from, to, cellMs }), [from, to, cellMs])
  const end = from + columns * cellMs
  return (
    <ChartCard
      title="Servers by time"
      beside={
        <span role="status" className="text-muted-foreground text-xs">
          {rows.length === all
            ? amountWords(all, 'server')
            : `${countWords(rows.length)} of ${amountWords(all, 'server')}`}
        </span>
      }
      table={() => <FleetTable rows={rows} />}
    >
      <div className="py-1">
        <HeatMap rows={mapRows} time={time} columns={columns} onZoom={onZoom} />
      </div>
      <div className="[scrollbar-gutter:stable] overflow-hidden border-t pt-1">
        <div ref={axis} className="mr-3 ml-(--names)">
          <Axis from={from} to={end} width={width} />
        </div>
      </div>
      <div className="px-4 pt-1.5 pb-2.5">
        <Legend />
      </div>
    </ChartCard>
  )
}
