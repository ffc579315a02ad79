'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { clearEmbedding, type EmbeddingSettings, setEmbedding, testEmbedding } from '@/lib/domain/api/search'

export function useEmbeddingActions() {
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: queryKeys.embedding })
  const save = useMutation({
    mutationFn: (settings: EmbeddingSettings) => client.call(setEmbedding, { body: settings }),
    onSuccess: (_, { model }) => toast.success(`Passages are embedded by ${model} from now on`),
    onError: (error) => toast.error('The embedding model was not saved', { description: error.message }),
    onSettled: refresh,
  })
  const test = useMutation({
    mutationFn: (settings: EmbeddingSettings) => client.call(testEmbedding, { body: settings }),
  })
  const clear = useMutation({
    mutationFn: () => client.call(clearEmbedding),
    onSuccess: () => toast.success('The embedding model, its key and its vectors are forgotten'),
    onError: (error) => toast.error('The embedding model is still set', { description: error.message }),
    onSettled: refresh,
  })
  return { save, test, clear }
}
