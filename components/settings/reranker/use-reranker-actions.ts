'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { clearReranker, type RerankerSettings, setReranker, testReranker } from '@/lib/domain/api/search'

export function useRerankerActions() {
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: queryKeys.reranker })
  const save = useMutation({
    mutationFn: (settings: RerankerSettings) => client.call(setReranker, { body: settings }),
    onSuccess: (_, { model }) => toast.success(`${model} orders what was found from now on`),
    onError: (error) => toast.error('The reranker was not saved', { description: error.message }),
    onSettled: refresh,
  })
  const test = useMutation({
    mutationFn: (settings: RerankerSettings) => client.call(testReranker, { body: settings }),
  })
  const clear = useMutation({
    mutationFn: () => client.call(clearReranker),
    onSuccess: () => toast.success('The reranker and its key are forgotten'),
    onError: (error) => toast.error('The reranker is still set', { description: error.message }),
    onSettled: refresh,
  })
  return { save, test, clear }
}
