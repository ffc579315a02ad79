'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { type ServerDetail, type ServerDocument, updateServer } from '@/lib/domain/api/servers'
import { messageOf } from '@/lib/kit/app-error'

interface Update {
  changes: ServerDocument
  /** What the server will look like; shown at once, taken back when it is refused. */
  expected?: Partial<ServerDetail>
  /** Said when it is done. */
  done: string
}

/** Small changes that need no form: shown at once, rolled back on failure. */
export function useUpdate(name: string) {
  const queryClient = useQueryClient()
  const queryKey = queryKeys.serverDetail(name)
  return useMutation({
    mutationFn: ({ changes }: Update) => client.call(updateServer, { params: { name }, body: { changes } }),
    onMutate: async ({ expected }) => {
      await queryClient.cancelQueries({ queryKey })
      const before = queryClient.getQueryData<ServerDetail>(queryKey)
      if (before && expected) queryClient.setQueryData(queryKey, { ...before, ...expected })
      return { before }
    },
    onSuccess: ({ server }, { done }) => {
      queryClient.setQueryData(queryKey, server)
      void queryClient.invalidateQueries({ queryKey: queryKeys.serverLists })
      toast.success(done)
    },
    onError: (error, _, context) => {
      if (context?.before) queryClient.setQueryData(queryKey, context.before)
      toast.error(`${name} was not changed`, { description: messageOf(error) })
    },
  })
}
