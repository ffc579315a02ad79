'use client'
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { countWords, shareWords } from '@/components/ui/number-words'
import { AXIS, GRID } from '@/components/ui/health/chart-look'
import { latencyWords } from '@/components/ui/health/latency-words'
import { answersIn, type Bin, binWords, marksByBin } from './distribution'

interface DistributionChartProps {
  bins: readonly Bin[]
  marks: readonly { name: string; ms: number | null }[]
}

/** Answers by how long they took. Loaded when it is looked at: the library is large. */
export function DistributionChart({ bins, marks }: DistributionChartProps) {
  const total = answersIn(bins)
  const data = bins.map((bin, index) => ({ ...bin, index }))
  return (
    <div className="h-56 p-3 pl-0">
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={data}
          margin={{ top: 16, right: 8, bottom: 0, left: 4 }}
          barCategoryGap={1}
          title="Answers by response time"
        >
          <CartesianGrid {...GRID} vertical={false} />
          <XAxis
            {...AXIS}
            dataKey="index"
            tickFormatter={(index: number) => latencyWords(bins[index]?.fromMs ?? null)}
            minTickGap={24}
          />
          <YAxis
            {...AXIS}
            width={44}
            tickFormatter={(count: number) => compact.format(count)}
            allowDecimals={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--accent)' }}
            content={({ active, payload }) => {
              // The library hands back what it was given, without its type.
              const shown = payload[0]?.payload as { index: number } | undefined
              const bin = shown && bins[shown.index]
              if (!active || !bin) return null
              return (
                <div className="bg-popover rounded-md border px-2.5 py-1.5 text-xs shadow-md">
                  <p className="font-medium">{binWords(bin)}</p>
                  <p className="text-muted-foreground">
                    {countWords(bin.count)} answers, {shareWords(bin.count, total)}
                  </p>
                </div>
              )
            }}
          />
          <Bar
            dataKey="count"
            fill="var(--primary)"
            fillOpacity={0.75}
            isAnimationActive={false}
            radius={[2, 2, 0, 0]}
          />
          {marksByBin(bins, marks).map(({ at, names }) => (
            <ReferenceLine
              key={at}
              x={at}
              stroke="var(--foreground)"
              strokeDasharray="3 3"
              label={{ value: names, position: 'top', fontSize: 11, fill: 'var(--foreground)' }}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' })
