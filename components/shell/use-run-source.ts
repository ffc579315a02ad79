'use client'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { queryKeys } from '@/lib/client/query-keys'
import { runSource } from '@/lib/domain/api/discovery'
import type { Run, SourceView } from '@/lib/domain/discovery'
import { messageOf } from '@/lib/kit/app-error'
import { client } from './client'

/** Asks for a run of a source; what becomes of it comes through the feed. `onStarted` is told also if the asker is gone. */
export function useRunSource(onStarted?: (run: Run, source: Pick<SourceView, 'id' | 'title'>) => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (source: Pick<SourceView, 'id' | 'title'>) =>
      client.call(runSource, { params: { id: source.id } }),
    onSuccess: (run, source) => {
      showRun(queryClient, run)
      onStarted?.(run, source)
    },
    onError: (error, source) =>
      toast.error(`${source.title} could not be run`, { description: messageOf(error) }),
  })
}

/** Shows a run that has just been asked for before the feed tells of it. */
function showRun(queryClient: QueryClient, run: Run): void {
  if (run.state === 'queued' || run.state === 'running') {
    const { state } = run
    queryClient.setQueryData<SourceView[]>(queryKeys.sources, (sources) =>
      sources?.map((source) => (source.id === run.source ? { ...source, currentRun: run, state } : source)),
    )
  }
  void queryClient.invalidateQueries({ queryKey: queryKeys.runs })
}
