'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { getRetrieval } from '@/lib/domain/api/search'
import { SettingsSection } from '../settings-section'
import { RankingForm } from './ranking-form'

/** How passages and tools are chosen for a question. */
export function RankingSection() {
  const retrieval = useQuery({
    queryKey: queryKeys.retrieval,
    queryFn: ({ signal }) => client.call(getRetrieval, { signal }),
    // A form that follows the answer would lose what is being typed.
    refetchOnWindowFocus: false,
  })
  return (
    <SettingsSection
      id="ranking"
      title="Ranking"
      description="How passages and tools are chosen for a question. The inspector beside an answer tries other values on one question; a set of questions with known answers measures them."
    >
      {retrieval.data ? (
        <Card className="p-4">
          {/* Saved elsewhere (in the inspector), the form begins anew. */}
          <RankingForm key={JSON.stringify(retrieval.data.settings)} {...retrieval.data} />
        </Card>
      ) : retrieval.error ? (
        <Card>
          <QueryError title="The ranking could not be read" query={retrieval} />
        </Card>
      ) : (
        <Skeleton role="status" aria-label="Loading the ranking" className="h-96 rounded-lg" />
      )}
    </SettingsSection>
  )
}
