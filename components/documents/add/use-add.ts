'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { amountWords } from '@/components/ui/number-words'
import { queryKeys } from '@/lib/client/query-keys'
import type { QueuedDocuments } from '@/lib/domain/api/documents'

/** Adds documents in one call; `onDone` when none of them was refused, else their reasons are left to show. */
export function useAdd<Input>(add: (input: Input) => Promise<QueuedDocuments>, onDone: () => void) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: add,
    onSuccess: ({ queued, known, refused }) => {
      const there = known.length === 0 ? '' : `, ${amountWords(known.length, 'document')} known already`
      if (queued.length + known.length > 0)
        toast.success(`${amountWords(queued.length, 'document')} queued${there}`)
      if (refused.length === 0) onDone()
      void cache.invalidateQueries({ queryKey: queryKeys.documents })
      void cache.invalidateQueries({ queryKey: queryKeys.collections })
    },
  })
}
