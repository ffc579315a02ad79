'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { LookBadge } from '@/components/ui/state-badge'
import { queryKeys } from '@/lib/client/query-keys'
import { getReranker } from '@/lib/domain/api/search'
import { SettingsSection } from '../settings-section'
import type { RerankerView } from './reranker-draft'
import { RerankerForm } from './reranker-form'

/** The model that orders the best passages anew. */
export function RerankerSection() {
  const reranker = useQuery({
    queryKey: queryKeys.reranker,
    queryFn: ({ signal }) => client.call(getReranker, { signal }),
    refetchOnWindowFocus: false,
  })
  return (
    <SettingsSection
      id="reranker"
      title="Reranker"
      description="Reads the question together with each of the best passages, and puts those first that answer it. Slower and better than either ranking alone; a search that it keeps waiting for three seconds goes on without it."
    >
      {reranker.data ? (
        <Card className="grid gap-5 p-4">
          <RerankerSummary settings={reranker.data.settings} />
          <RerankerForm view={reranker.data} />
        </Card>
      ) : reranker.error ? (
        <Card>
          <QueryError title="The settings could not be read" query={reranker} />
        </Card>
      ) : (
        <Skeleton className="h-60 rounded-lg" />
      )}
    </SettingsSection>
  )
}

function RerankerSummary({ settings }: Pick<RerankerView, 'settings'>) {
  if (!settings) {
    return (
      <div className="grid gap-1">
        <LookBadge look={{ word: 'Not set', tone: 'off', shape: 'ring' }} />
        <p className="text-muted-foreground text-sm text-pretty">
          What was found is ordered by words and vectors alone. Choose a service or a model on disk below, or
          set <code className="text-foreground text-xs">PORTOLAN_RERANKER_MODEL</code>.
        </p>
      </div>
    )
  }
  const baseUrl = settings['baseUrl']
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <LookBadge look={{ word: 'In use', tone: 'ok', shape: 'disc' }} />
      <span className="min-w-0 font-mono text-sm wrap-anywhere">{settings.model}</span>
      <span className="text-muted-foreground text-sm wrap-anywhere">
        {typeof baseUrl === 'string' ? `at ${baseUrl}` : 'on the server’s disk'}
      </span>
    </div>
  )
}
