'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { type ModelMeasures, setModelMeasures } from '@/lib/domain/api/chat'

/** Keeps what a model holds and costs; without either it is forgotten. */
export function useMeasure() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (measures: ModelMeasures) => client.call(setModelMeasures, { body: measures }),
    onError: (error) => toast.error('The prices were not saved', { description: error.message }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.model }),
  })
}
