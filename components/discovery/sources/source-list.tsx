'use client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { useSources } from '@/components/shell/use-sources'
import type { SourceView } from '@/lib/domain/discovery'
import { SourceCard } from './source-card'

interface SourceListProps {
  /** The source that a link led to. */
  sought: string | null
  onDryRun: (source: SourceView) => void
  /** Of which source a dry run goes on. */
  dryRunning: string | undefined
  onSettings: (id: string) => void
}

/** The sources in order of precedence: on a server that two of them declare, the higher goes first. */
export function SourceList({ sought, onDryRun, dryRunning, onSettings }: SourceListProps) {
  const sources = useSources()
  if (sources.isPending) return <SourcesSkeleton />
  if (sources.isError && !sources.data) {
    return (
      <Card>
        <QueryError title="The sources could not be read" query={sources} />
      </Card>
    )
  }
  return (
    <ol aria-label="Sources, the highest precedence first" className="grid gap-3">
      {sources.data.map((source, index) => (
        <li key={source.id}>
          <SourceCard
            source={source}
            rank={index + 1}
            isSought={source.id === sought}
            onDryRun={onDryRun}
            isDryRunning={dryRunning === source.id}
            onSettings={onSettings}
          />
        </li>
      ))}
    </ol>
  )
}

function SourcesSkeleton() {
  return (
    <div role="status" aria-label="Loading the sources" className="grid gap-3">
      {Array.from({ length: 5 }, (_, index) => (
        <Card key={index} className="grid gap-4 p-4">
          <div className="flex justify-between gap-4">
            <Skeleton className="h-5 w-48" />
            <Skeleton className="h-7 w-52 max-sm:hidden" />
          </div>
          <div className="grid grid-cols-2 gap-6 md:grid-cols-4">
            {[0, 1, 2, 3].map((each) => (
              <Skeleton key={each} className="h-9" />
            ))}
          </div>
        </Card>
      ))}
    </div>
  )
}
