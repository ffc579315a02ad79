import { Card, CardHeader, CardTitle } from '@/components/ui/card'
import { bytesWords, countWords } from '@/components/ui/number-words'
import { RelativeTime } from '@/components/ui/relative-time'
import { Skeleton } from '@/components/ui/skeleton'
import { durationWords } from '@/components/ui/time-words'
import type { Stats } from '@/lib/domain/api/stats'

const DATABASES = { pglite: 'Embedded (PGlite)', postgres: 'PostgreSQL' } as const

function databaseWords({ process, performance }: Stats): string {
  const { databaseMs } = performance
  const kind = DATABASES[process.database]
  return databaseMs === null ? `${kind}, does not answer` : `${kind}, ${durationWords(databaseMs)}`
}

/** The program itself, in small print. */
export function ProcessFacts({ stats }: { stats: Stats | undefined }) {
  const facts: [string, React.ReactNode][] = [
    ['Version', stats?.process.version],
    ['Started', stats && <RelativeTime at={stats.process.startedAt} />],
    ['Memory', stats && bytesWords(stats.process.memoryBytes)],
    ['Child processes', stats && countWords(stats.process.children)],
    ['Reconnection attempts', stats && countWords(stats.connections.retries)],
    ['Database', stats && databaseWords(stats)],
    ['Event loop lag', stats && durationWords(stats.performance.eventLoopMs.max)],
  ]
  return (
    <Card aria-labelledby="process-title">
      <CardHeader>
        <CardTitle id="process-title">This Portolan</CardTitle>
      </CardHeader>
      <dl className="grid gap-1 px-4 py-3">
        {facts.map(([label, value]) => (
          <div key={label} className="flex items-center justify-between gap-4">
            <dt className="text-muted-foreground">{label}</dt>
            <dd>{value ?? <Skeleton className="my-1 h-3 w-16" />}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
