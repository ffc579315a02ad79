'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { cancelRun, updateSource } from '@/lib/domain/api/discovery'
import type { Run, SourceView } from '@/lib/domain/discovery'
import { messageOf } from '@/lib/kit/app-error'

/** Pauses and resumes a source; shown at once, taken back when it is refused. */
export function usePause() {
  const queryClient = useQueryClient()
  const put = (id: string, change: (source: SourceView) => SourceView) =>
    queryClient.setQueryData<SourceView[]>(queryKeys.sources, (sources) =>
      sources?.map((each) => (each.id === id ? change(each) : each)),
    )
  return useMutation({
    mutationFn: ({ source, paused }: { source: SourceView; paused: boolean }) =>
      client.call(updateSource, { params: { id: source.id }, body: { paused } }),
    onMutate: async ({ source, paused }) => {
      await queryClient.cancelQueries({ queryKey: queryKeys.sources })
      // What it does once it goes on is for Portolan to say.
      if (paused) put(source.id, (each) => ({ ...each, state: 'paused', nextRunAt: null }))
    },
    onSuccess: (view) => put(view.id, () => view),
    onError: (error, { source, paused }) => {
      put(source.id, () => source)
      toast.error(`${source.title} could not be ${paused ? 'paused' : 'resumed'}`, {
        description: messageOf(error),
      })
    },
  })
}

/** Cancels a run; the registry keeps what it had. */
export function useCancelRun() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ source, id }: Pick<Run, 'source' | 'id'>) =>
      client.call(cancelRun, { params: { id: source, run: id } }),
    onSuccess: (run) =>
      Promise.all(
        [queryKeys.sources, queryKeys.runs, queryKeys.run(run.id)].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
    onError: (error) => toast.error('The run could not be cancelled', { description: messageOf(error) }),
  })
}
