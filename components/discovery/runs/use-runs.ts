'use client'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { getRun, listAllRuns, listRuns } from '@/lib/domain/api/discovery'
import type { RunState } from '@/lib/domain/discovery'
import type { RunPlace } from '../place'

export interface RunsQuery {
  source?: string | undefined
  state?: RunState[] | undefined
  telling?: boolean | undefined
  limit?: number
}

function readRuns({ source, ...query }: RunsQuery & { cursor?: string }, signal: AbortSignal) {
  const asked = withoutUndefined(query)
  return source === undefined
    ? client.call(listAllRuns, { query: asked, signal })
    : client.call(listRuns, { params: { id: source }, query: asked, signal })
}

/** A filter that is not set is left out of the question, which the types ask for too. */
function withoutUndefined<T extends object>(query: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as never
}

/** The newest runs of a source, for its strip. */
export function useRecentRuns(source: string, limit: number) {
  return useQuery({
    queryKey: queryKeys.runList({ source, limit }),
    queryFn: ({ signal }) => readRuns({ source, limit }, signal),
  })
}

const PAGE = 50

/** Runs, newest first, page by page. */
export function useRunPages(query: RunsQuery) {
  return useInfiniteQuery({
    queryKey: queryKeys.runList({ ...query, isPaged: true }),
    queryFn: ({ pageParam, signal }) =>
      readRuns({ ...query, limit: PAGE, ...(pageParam !== '' && { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

/** One run whole. */
export function useRun(run: RunPlace | undefined) {
  return useQuery({
    queryKey: queryKeys.run(run?.id ?? ''),
    queryFn: ({ signal }) =>
      client.call(getRun, { params: { id: run?.source ?? '', run: run?.id ?? '' }, signal }),
    enabled: run !== undefined,
  })
}
