'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Card } from '@/components/ui/card'
import { QueryError } from '@/components/ui/query-error'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { getModel } from '@/lib/domain/api/chat'
import { ModelForm } from './model-form'
import { ModelSummary } from './model-summary'
import { OtherModels } from './other-models'
import { SettingsSection } from './settings-section'

/** The model of the playground. */
export function ModelSection() {
  const model = useQuery({
    queryKey: queryKeys.model,
    queryFn: ({ signal }) => client.call(getModel, { signal }),
    // A form that follows the answer would lose what is being typed.
    refetchOnWindowFocus: false,
  })
  return (
    <SettingsSection
      id="model"
      title="Model"
      description="Answers questions in the playground. Questions, answers and the results of called tools are sent to it."
    >
      {model.data ? (
        <Card className="grid gap-5 p-4">
          <ModelSummary model={model.data.model} />
          <ModelForm model={model.data.model} detected={model.data.detected} />
          <OtherModels measures={model.data.measures} provider={model.data.model?.provider} />
        </Card>
      ) : model.error ? (
        <Card>
          <QueryError title="The settings could not be read" query={model} />
        </Card>
      ) : (
        <Skeleton className="h-80 rounded-lg" />
      )}
    </SettingsSection>
  )
}
