'use client'
import dynamic from 'next/dynamic'
import { countWords, shareWords } from '@/components/ui/number-words'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ChartCard } from '@/components/ui/health/chart-card'
import { latencyWords } from '@/components/ui/health/latency-words'
import { answersIn, type Bin, binWords, percentileOf, trimmed } from './distribution'

const DistributionChart = dynamic(
  () => import('./distribution-chart').then((file) => file.DistributionChart),
  {
    ssr: false,
    loading: () => <Skeleton className="m-4 h-48" />,
  },
)

const MARKS = [
  { name: 'p50', share: 0.5 },
  { name: 'p95', share: 0.95 },
  { name: 'p99', share: 0.99 },
] as const

/** How long all answers of the fleet took. */
export function DistributionCard({ distribution }: { distribution: readonly Bin[] }) {
  const bins = trimmed(distribution)
  const marks = MARKS.map(({ name, share }) => ({ name, ms: percentileOf(bins, share) }))
  if (bins.length === 0) {
    return (
      <ChartCard title="Response times">
        <p className="text-muted-foreground p-4 text-sm">No check was answered in this span.</p>
      </ChartCard>
    )
  }
  return (
    <ChartCard
      title="Response times"
      beside={
        <dl className="flex gap-x-3 text-xs">
          {marks.map(({ name, ms }) => (
            <div key={name} className="flex gap-1 whitespace-nowrap">
              <dt className="text-muted-foreground">{name}</dt>
              <dd className="font-medium">{latencyWords(ms)}</dd>
            </div>
          ))}
        </dl>
      }
      table={() => <BinTable bins={bins} />}
    >
      <DistributionChart bins={bins} marks={marks} />
    </ChartCard>
  )
}

function BinTable({ bins }: { bins: readonly Bin[] }) {
  const total = answersIn(bins)
  return (
    <Table label="Response times of all answers">
      <TableHeader>
        <TableRow>
          <TableHead>Took</TableHead>
          <TableHead className="text-right">Answers</TableHead>
          <TableHead className="text-right">Share</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {bins.map((bin) => (
          <TableRow key={bin.fromMs}>
            <TableCell>{binWords(bin)}</TableCell>
            <TableCell className="text-right">{countWords(bin.count)}</TableCell>
            <TableCell className="text-right">{shareWords(bin.count, total)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
