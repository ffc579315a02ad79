'use client'
import { type QueryClient, type QueryFilters, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { FeedConnection, type FeedNews, type FeedState } from './feed-connection'
import { effectsOf, patched } from './feed-effects'
import { Invalidator } from './invalidator'
import { queryKeys } from './query-keys'

/** One stream for the whole page; it opens when the first component listens. */
const connection = new FeedConnection({ open: (url) => new EventSource(url) })

/** What could not be read while Portolan was away. */
const FAILED: QueryFilters = { type: 'active', predicate: ({ state }) => state.status === 'error' }

const INITIAL: FeedState = { kind: 'connecting' }

/** Keeps the query cache true to the feed. Mount it once, in the shell; returns the state of the stream. */
export function useFeed(): FeedState {
  const queryClient = useQueryClient()
  useEffect(() => {
    const invalidator = new Invalidator(queryClient)
    const unsubscribe = connection.subscribe((news) => applyNews(news, queryClient, invalidator))
    const unobserve = connection.onState(({ kind }) => {
      if (kind === 'live') void queryClient.refetchQueries(FAILED)
    })
    return () => {
      unsubscribe()
      unobserve()
      invalidator.stop()
    }
  }, [queryClient])
  return useFeedState()
}

/** `live`, or `reconnecting` since when; for the small sign in the shell. */
export function useFeedState(): FeedState {
  return useSyncExternalStore(
    (changed) => connection.onState(changed),
    () => connection.state,
    () => INITIAL,
  )
}

/** Hears what comes, gathered ten times a second at most. The listener need not be memoised. */
export function useFeedNews(listener: (news: FeedNews) => void): void {
  const onNews = useEffectEvent(listener)
  useEffect(() => connection.subscribe((news) => onNews(news)), [])
}

function applyNews(news: FeedNews, queryClient: QueryClient, invalidator: Invalidator): void {
  if (news.stale) void queryClient.invalidateQueries()
  const effects = effectsOf(news.entries.map((entry) => entry.event))
  if (effects.patches.size > 0) {
    queryClient.setQueriesData({ queryKey: queryKeys.servers, predicate: holdsServers }, (data: unknown) =>
      patched(data, effects.patches),
    )
  }
  invalidator.add(effects)
}

/** Lists and details; what a server offers has names of its own. */
function holdsServers({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return queryKey[1] === 'list' || queryKey[3] === 'detail'
}
