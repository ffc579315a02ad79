'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { queryKeys } from '@/lib/client/query-keys'
import { type Reload, reloadConfig } from '@/lib/domain/api/config'
import { messageOf } from '@/lib/kit/app-error'
import { amountWords, listWords } from '../ui/number-words'
import { client } from './client'

export function useReloadConfig() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => client.call(reloadConfig),
    onSuccess: (reload) => {
      tellOf(reload)
      return queryClient.invalidateQueries({ queryKey: queryKeys.config })
    },
    onError: (error) => toast.error('Reloading failed', { description: messageOf(error) }),
  })
}

function tellOf({ outcome, changes, problems }: Reload) {
  if (outcome === 'rejected') {
    const description = problems.find((problem) => problem.severity === 'error')?.message
    toast.error('The configuration was not applied: the last valid one still serves', { description })
  } else if (outcome === 'unchanged') {
    toast.success('Configuration read again: nothing changed')
  } else {
    toast.success('Configuration applied', { description: changesWords(changes) })
  }
}

/** "1 server added, a and b changed" */
export function changesWords({ added, changed, removed }: Reload['changes']): string {
  const parts = [
    added.length > 0 && `${added.length > 3 ? amountWords(added.length, 'server') : listWords(added)} added`,
    changed.length > 0 &&
      `${changed.length > 3 ? amountWords(changed.length, 'server') : listWords(changed.map(({ name }) => name))} changed`,
    removed.length > 0 &&
      `${removed.length > 3 ? amountWords(removed.length, 'server') : listWords(removed)} removed`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'No server changed' : parts.join(', ')
}
