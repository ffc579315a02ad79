import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import type { FleetRow } from '@/lib/domain/api/health'
import { serverHealthUrl } from '@/components/ui/health/health-links'

interface RankingCardProps {
  id: string
  title: string
  rows: readonly FleetRow[]
  /** What they are ranked by. */
  valueOf: (row: FleetRow) => number
  words: (row: FleetRow) => ReactNode
  /** Where there is nobody to rank. */
  empty: string
}

/** The few servers that stand out, each with a bar beside the first. */
export function RankingCard({ id, title, rows, valueOf, words, empty }: RankingCardProps) {
  const most = Math.max(1, ...rows.map(valueOf))
  return (
    <Card aria-labelledby={id}>
      <CardHeader>
        <CardTitle id={id}>{title}</CardTitle>
      </CardHeader>
      {rows.length === 0 ? (
        <p className="text-muted-foreground p-4 text-sm">{empty}</p>
      ) : (
        <ol className="py-1.5">
          {rows.map((row) => (
            <li key={row.name} className="relative px-4 py-1">
              <span
                aria-hidden
                className="bg-primary/10 absolute inset-y-0.5 left-2 rounded-sm"
                style={{ width: `calc(${(valueOf(row) / most) * 100}% - 1rem)` }}
              />
              <span className="relative flex items-baseline justify-between gap-3">
                <Link
                  href={serverHealthUrl(row.name)}
                  prefetch={false}
                  className="truncate font-medium underline-offset-4 hover:underline"
                >
                  {row.name}
                </Link>
                <span className="text-muted-foreground shrink-0 text-xs">{words(row)}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
