'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { getEmbedding } from '@/lib/domain/api/search'
import { SettingsSection } from '../settings-section'
import { EmbeddingForm } from './embedding-form'
import { EmbeddingSummary } from './embedding-summary'

/** The model that makes vectors. */
export function EmbeddingSection() {
  const embedding = useQuery({
    queryKey: queryKeys.embedding,
    queryFn: ({ signal }) => client.call(getEmbedding, { signal }),
    refetchOnWindowFocus: false,
  })
  return (
    <SettingsSection
      id="embedding"
      title="Embedding model"
      description="Finds passages and tools by what they mean, beside the words they hold. The text of your documents and questions is sent to it. While a new model’s vectors are made, the old ones serve."
    >
      {embedding.data ? (
        <Card className="grid gap-5 p-4">
          <EmbeddingSummary view={embedding.data} />
          <EmbeddingForm view={embedding.data} />
        </Card>
      ) : embedding.error ? (
        <Card>
          <QueryError title="The settings could not be read" query={embedding} />
        </Card>
      ) : (
        <Skeleton className="h-80 rounded-lg" />
      )}
    </SettingsSection>
  )
}
