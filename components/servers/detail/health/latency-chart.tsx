'use client'
import { useMemo, useState } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { AXIS, GRID } from '@/components/ui/health/chart-look'
import { latencyWords } from '@/components/ui/health/latency-words'
import type { Zoom } from '@/components/ui/health/span'
import { stretchWords, ticksOf } from '@/components/ui/health/time-axis'
import type { ServerHealth } from '@/lib/domain/api/health'
import { PERCENTILES } from './percentile-look'

interface LatencyChartProps {
  health: ServerHealth
  onZoom: (zoom: Zoom) => void
}

const TICKS = 8

/** Percentiles over time, with incidents and maintenance behind them; a drag zooms. Loaded when it is looked at. */
export function LatencyChart({ health, onZoom }: LatencyChartProps) {
  const { bucketMs } = health
  const data = useMemo(
    () => health.buckets.map((bucket) => ({ ...bucket, at: Date.parse(bucket.start) + bucketMs / 2 })),
    [health.buckets, bucketMs],
  )
  const from = Date.parse(health.from)
  const to = Date.parse(health.to)
  const ticks = useMemo(() => ticksOf(from, to, TICKS), [from, to])
  const [drag, setDrag] = useState<Zoom>()
  const answered = data.filter((point) => point.p50Ms !== null).length
  const end = () => {
    if (drag && drag.from !== drag.to) {
      onZoom({
        from: Math.min(drag.from, drag.to) - bucketMs / 2,
        to: Math.max(drag.from, drag.to) + bucketMs / 2,
      })
    }
    setDrag(undefined)
  }
  return (
    <div className="h-60 p-3 pl-0 select-none" data-latency-chart>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart
          data={data}
          margin={{ top: 8, right: 12, bottom: 0, left: 4 }}
          onMouseDown={({ activeLabel }) => {
            const at = Number(activeLabel)
            if (activeLabel !== undefined) setDrag({ from: at, to: at })
          }}
          onMouseMove={({ activeLabel }) => {
            if (drag && activeLabel !== undefined) setDrag({ ...drag, to: Number(activeLabel) })
          }}
          onMouseUp={end}
          onMouseLeave={() => setDrag(undefined)}
        >
          <defs>
            <pattern id="maintenance-hatch" width="6" height="6" patternUnits="userSpaceOnUse">
              <path d="M-1 7 7-1M-1 1l2-2M5 7l2-2" stroke="var(--busy)" strokeOpacity="0.5" />
            </pattern>
          </defs>
          <CartesianGrid {...GRID} vertical={false} />
          <XAxis
            {...AXIS}
            type="number"
            dataKey="at"
            domain={[from, to]}
            ticks={ticks.map((tick) => tick.at)}
            tickFormatter={(at: number) => ticks.find((tick) => tick.at === at)?.label ?? ''}
            minTickGap={16}
          />
          <YAxis {...AXIS} width={56} tickFormatter={(ms: number) => latencyWords(ms)} domain={[0, 'auto']} />
          {health.maintenance.map((window) => (
            <ReferenceArea
              key={`${window.title} ${window.from}`}
              {...within(window, from, to)}
              fill="url(#maintenance-hatch)"
              ifOverflow="hidden"
            />
          ))}
          {health.incidents.map((incident) => (
            <ReferenceArea
              key={incident.id}
              {...within({ from: incident.openedAt, to: incident.closedAt }, from, to)}
              fill={incident.severity === 'unhealthy' ? 'var(--bad)' : 'var(--warn)'}
              fillOpacity={0.14}
              stroke={incident.severity === 'unhealthy' ? 'var(--bad)' : 'var(--warn)'}
              strokeOpacity={0.5}
              ifOverflow="hidden"
            />
          ))}
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              // The library hands back what it was given, without its type.
              const point = payload[0]?.payload as (typeof data)[number] | undefined
              if (!active || !point || drag) return null
              return <PointTooltip point={point} bucketMs={bucketMs} />
            }}
          />
          {PERCENTILES.map(({ key, name, stroke, dash }) => (
            <Line
              key={key}
              name={name}
              dataKey={key}
              stroke={stroke}
              strokeWidth={1.5}
              {...(dash !== undefined && { strokeDasharray: dash })}
              // A single answer between two gaps is no line.
              dot={answered <= 40 ? { r: 1.5, fill: stroke, strokeDasharray: 'none' } : false}
              isAnimationActive={false}
            />
          ))}
          {drag && (
            <ReferenceArea
              x1={drag.from}
              x2={drag.to}
              fill="var(--primary)"
              fillOpacity={0.15}
              stroke="var(--primary)"
            />
          )}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}

function within(span: { from: string; to: string | null }, from: number, to: number) {
  return {
    x1: Math.max(from, Date.parse(span.from)),
    x2: Math.min(to, span.to === null ? to : Date.parse(span.to)),
  }
}

interface Point {
  start: string
  checks: number
  failed: number
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

function PointTooltip({ point, bucketMs }: { point: Point; bucketMs: number }) {
  const start = Date.parse(point.start)
  return (
    <div className="bg-popover grid gap-0.5 rounded-md border px-2.5 py-1.5 text-xs shadow-md">
      <p className="font-medium">{stretchWords(start, start + bucketMs)}</p>
      {PERCENTILES.map(({ key, name }) => (
        <p key={key} className="flex justify-between gap-4">
          <span className="text-muted-foreground">{name}</span> {latencyWords(point[key])}
        </p>
      ))}
      <p className="text-muted-foreground">
        {point.failed} of {point.checks} checks failed
      </p>
    </div>
  )
}
