'use client'
import { CartesianGrid, Legend, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { AXIS, GRID } from '@/components/ui/health/chart-look'
import { exactWords } from '@/components/ui/time-words'
import type { ChartPoint } from '../run-words'

const LINES = [
  { key: 'recallAt5', name: 'Recall@5', color: 'var(--primary)', dash: undefined },
  { key: 'mrr', name: 'MRR', color: 'var(--ok)', dash: '6 3' },
  { key: 'ndcgAt10', name: 'nDCG@10', color: 'var(--warn)', dash: '2 3' },
] as const

/** What finished runs measured, oldest first; the table below has the same. Loaded when it is looked at. */
export function RunChart({ points }: { points: readonly ChartPoint[] }) {
  return (
    <div className="h-56 p-3 pl-0">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart
          data={[...points]}
          margin={{ top: 8, right: 16, bottom: 0, left: 4 }}
          title="Measures by run"
        >
          <CartesianGrid {...GRID} vertical={false} />
          <XAxis
            {...AXIS}
            dataKey="index"
            tickFormatter={(index: number) => `${index + 1}`}
            minTickGap={16}
          />
          <YAxis {...AXIS} width={44} domain={[0, 100]} unit="%" />
          <Tooltip
            isAnimationActive={false}
            content={({ active, payload }) => {
              // The library hands back what it was given, without its type.
              const point = payload[0]?.payload as ChartPoint | undefined
              if (!active || !point) return null
              return (
                <div className="bg-popover grid gap-0.5 rounded-md border px-2.5 py-1.5 text-xs shadow-md">
                  <p className="font-medium">{exactWords(Date.parse(point.run.requestedAt))}</p>
                  {LINES.map(({ key, name }) => (
                    <p key={key} className="text-muted-foreground tabular-nums">
                      {name} {point[key].toFixed(1)}%
                    </p>
                  ))}
                </div>
              )
            }}
          />
          <Legend iconType="plainline" wrapperStyle={{ fontSize: 12 }} />
          {LINES.map(({ key, name, color, dash }) => (
            <Line
              key={key}
              dataKey={key}
              name={name}
              stroke={color}
              strokeWidth={2}
              {...(dash && { strokeDasharray: dash })}
              dot={{ r: 3 }}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}
