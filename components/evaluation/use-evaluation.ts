'use client'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import {
  cancelEvaluation,
  changeQuestion,
  getEvaluation,
  getGoldSet,
  removeGoldSet,
  removeQuestion,
  type QuestionInput,
  startEvaluation,
} from '@/lib/domain/api/evaluation'
import type { GoldQuestion, GoldSet } from '@/lib/domain/evaluation'
import type { RankSettings } from '@/lib/domain/retrieval'
import { messageOf } from '@/lib/kit/app-error'

export function useGoldSet(id: string) {
  return useQuery({
    queryKey: queryKeys.goldSet(id),
    queryFn: ({ signal }) => client.call(getGoldSet, { params: { id }, signal }),
  })
}

/** A run beside another, where one is named. */
export function useRun(id: string | undefined, against: string | undefined) {
  return useQuery({
    queryKey: [...queryKeys.evaluation(id ?? ''), against ?? null],
    queryFn: ({ signal }) =>
      client.call(getEvaluation, {
        ...{ params: { id: id ?? '' }, query: against === undefined ? {} : { against }, signal },
      }),
    enabled: id !== undefined,
    placeholderData: keepPreviousData,
  })
}

/** Reads the sets again, whatever came of it. */
function useSetsAgain() {
  const cache = useQueryClient()
  return () => cache.invalidateQueries({ queryKey: queryKeys.goldSets })
}

export function useStartRun(id: string) {
  const again = useSetsAgain()
  return useMutation({
    mutationFn: (settings: Partial<RankSettings>) =>
      client.call(startEvaluation, { params: { id }, body: { settings } }),
    onSettled: again,
  })
}

export function useCancelRun() {
  const again = useSetsAgain()
  return useMutation({
    mutationFn: (id: string) => client.call(cancelEvaluation, { params: { id } }),
    onError: (error) => toast.error('The run could not be cancelled', { description: messageOf(error) }),
    onSettled: again,
  })
}

export function useRemoveSet() {
  const again = useSetsAgain()
  return useMutation({
    mutationFn: ({ id }: GoldSet) => client.call(removeGoldSet, { params: { id } }),
    onSuccess: (_, { name }) => toast.success(`${name} was deleted`),
    onError: (error) => toast.error('The set could not be deleted', { description: messageOf(error) }),
    onSettled: again,
  })
}

export function useChangeQuestion(id: string) {
  const again = useSetsAgain()
  return useMutation({
    mutationFn: ({ question, body }: { question: string; body: QuestionInput }) =>
      client.call(changeQuestion, { params: { id, question }, body }),
    onSettled: again,
  })
}

export function useRemoveQuestion(id: string) {
  const again = useSetsAgain()
  return useMutation({
    mutationFn: ({ id: question }: GoldQuestion) => client.call(removeQuestion, { params: { id, question } }),
    onError: (error) => toast.error('The question could not be deleted', { description: messageOf(error) }),
    onSettled: again,
  })
}
