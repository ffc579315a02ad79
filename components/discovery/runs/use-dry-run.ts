'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { runSource } from '@/lib/domain/api/discovery'
import type { SourceView } from '@/lib/domain/discovery'
import { messageOf } from '@/lib/kit/app-error'
import type { RunPlace } from '../place'

/** Asks what a run would change; `onAnswer` hears of the run that tells, unless a person has turned away meanwhile. */
export function useDryRun(onAnswer: (run: RunPlace) => void) {
  const queryClient = useQueryClient()
  const [awaited, setAwaited] = useState<SourceView>()
  const current = useRef(0)
  const { mutate } = useMutation({
    mutationFn: ({ source }: { source: SourceView; turn: number }) =>
      client.call(runSource, { params: { id: source.id }, query: { dryRun: true } }),
    onSuccess: (run, { turn }) => {
      queryClient.setQueryData(queryKeys.run(run.id), run)
      void queryClient.invalidateQueries({ queryKey: queryKeys.runs })
      if (turn !== current.current) return
      onAnswer(run)
      setAwaited(undefined)
    },
    onError: (error, { source, turn }) => {
      if (turn === current.current) setAwaited(undefined)
      toast.error(`The dry run of ${source.title} failed`, { description: messageOf(error) })
    },
  })
  return {
    awaited,
    start: (source: SourceView) => {
      current.current += 1
      setAwaited(source)
      mutate({ source, turn: current.current })
    },
    /** The answer is kept in the history, but opens nothing any more. */
    forget: () => {
      current.current += 1
      setAwaited(undefined)
    },
  }
}
