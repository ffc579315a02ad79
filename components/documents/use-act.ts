'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import type { z } from 'zod'
import { client } from '@/components/shell/client'
import { amountWords } from '@/components/ui/number-words'
import { queryKeys } from '@/lib/client/query-keys'
import { actOnDocuments } from '@/lib/domain/api/documents'
import { messageOf } from '@/lib/kit/app-error'

export type Act = z.input<typeof actOnDocuments.body>
export type Action = Act['action']

const DONE: Record<Action, string> = {
  reindex: 'queued to be indexed again',
  cancel: 'cancelled',
  remove: 'deleted',
  tag: 'tagged',
  untag: 'untagged',
}

/** Does something with many documents, and says what came of it. */
export function useAct() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: Act) => client.call(actOnDocuments, { body }),
    onSuccess: ({ done, refused }, { action }) => {
      const said = `${amountWords(done, 'document')} ${DONE[action]}`
      if (refused.length === 0) toast.success(said)
      else {
        const [first] = refused
        toast.warning(`${said}, ${refused.length} not`, {
          description: first && `${first.name}: ${first.message}`,
        })
      }
    },
    onError: (error) => toast.error('The documents could not be changed', { description: messageOf(error) }),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: queryKeys.documents })
      void cache.invalidateQueries({ queryKey: queryKeys.collections })
    },
  })
}
