'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import type { Json } from '@/components/ui/schema-form/json'
import type { Errors } from '@/components/ui/schema-form/to-arguments'
import { ApiError } from '@/lib/client/api'
import { queryKeys } from '@/lib/client/query-keys'
import { updateSource } from '@/lib/domain/api/discovery'
import type { SourceView } from '@/lib/domain/discovery'
import { refusalsOf } from './settings-model'

/** Saves what was changed; what is refused comes back by field. */
export function useSaveSettings(source: SourceView) {
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: (settings: Record<string, Json>) =>
      client.call(updateSource, { params: { id: source.id }, body: { settings } }),
    onSuccess: (view) => {
      queryClient.setQueryData<SourceView[]>(queryKeys.sources, (sources) =>
        sources?.map((each) => (each.id === view.id ? view : each)),
      )
      void queryClient.invalidateQueries({ queryKey: queryKeys.sources })
      toast.success(`Settings of ${source.title} saved`)
    },
  })
  return { ...mutation, refusalsIn }
}

function refusalsIn(error: unknown): Errors {
  return error instanceof ApiError ? refusalsOf(error.problem.details) : {}
}
