'use client'
import { useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { Page } from '@/components/shell/page'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { queryKeys } from '@/lib/client/query-keys'
import { getModel } from '@/lib/domain/api/chat'
import { ModelForm } from './model-form'
import { ModelSummary } from './model-summary'

export function SettingsPage() {
  const model = useQuery({
    queryKey: queryKeys.model,
    queryFn: ({ signal }) => client.call(getModel, { signal }),
    // A form that follows the answer would lose what is being typed.
    refetchOnWindowFocus: false,
  })
  return (
    <Page title="Settings">
      <section
        aria-labelledby="model"
        className="grid max-w-5xl gap-4 lg:grid-cols-[16rem_minmax(0,1fr)] lg:gap-8"
      >
        <div className="grid content-start gap-1">
          <h2 id="model" className="text-base font-semibold">
            Model
          </h2>
          <p className="text-muted-foreground text-sm text-pretty">
            Answers questions in the playground. Questions, answers and the results of called tools are sent
            to it.
          </p>
        </div>
        {model.data ? (
          <Card className="grid gap-5 p-4">
            <ModelSummary model={model.data.model} />
            <ModelForm model={model.data.model} detected={model.data.detected} />
          </Card>
        ) : model.error ? (
          <Card>
            <ErrorState
              title="The settings could not be read"
              error={model.error}
              onRetry={() => void model.refetch()}
            />
          </Card>
        ) : (
          <Skeleton className="h-80 rounded-lg" />
        )}
      </section>
    </Page>
  )
}
