'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import {
  clearModel,
  type ModelMeasures,
  type ModelSettings,
  setModel,
  setModelMeasures,
  testModel,
} from '@/lib/domain/api/chat'

export function useModelActions() {
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: queryKeys.model })
  const save = useMutation({
    mutationFn: (settings: ModelSettings) => client.call(setModel, { body: settings }),
    onSuccess: ({ model }) => toast.success(`${model} answers from now on`),
    onError: (error) => toast.error('The model was not saved', { description: error.message }),
    onSettled: refresh,
  })
  const test = useMutation({
    mutationFn: (settings: ModelSettings) => client.call(testModel, { body: settings }),
  })
  const clear = useMutation({
    mutationFn: () => client.call(clearModel),
    onSuccess: () => toast.success('The model and its key are forgotten'),
    onError: (error) => toast.error('The model is still set', { description: error.message }),
    onSettled: refresh,
  })
  const measure = useMutation({
    mutationFn: (measures: ModelMeasures) => client.call(setModelMeasures, { body: measures }),
    onError: (error) => toast.error('The prices were not saved', { description: error.message }),
    onSettled: refresh,
  })
  return { save, test, clear, measure }
}
