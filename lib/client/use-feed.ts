'use client'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { FeedConnection, type FeedNews, type FeedState } from './feed-connection'
import { effectsOf, followsStates, patched } from './feed-effects'
import { queryKeys } from './query-keys'

/** One stream for the whole page; it opens when the first component listens. */
const connection = new FeedConnection({ open: (url) => new EventSource(url) })

const INITIAL: FeedState = { kind: 'connecting' }
const INVALIDATE_EVERY_MS = 1_000

/** Keeps the query cache true to the feed. Mount it once, in the shell; returns the state of the stream. */
export function useFeed(): FeedState {
  const queryClient = useQueryClient()
  useEffect(() => {
    const invalidator = new Invalidator(queryClient)
    const unsubscribe = connection.subscribe((news) => applyNews(news, queryClient, invalidator))
    return () => {
      unsubscribe()
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
  const { patches, invalid, statesMoved } = effectsOf(news.entries.map((entry) => entry.event))
  if (patches.size > 0) {
    queryClient.setQueriesData({ queryKey: queryKeys.servers, predicate: holdsServers }, (data: unknown) =>
      patched(data, patches),
    )
  }
  invalidator.add(invalid, statesMoved)
}

/** Lists and details; what a server offers has names of its own. */
function holdsServers({ queryKey }: { queryKey: readonly unknown[] }): boolean {
  return queryKey[1] === 'list' || queryKey[3] === 'detail'
}

/** Asks again at most once a second for each key, however fast events come. */
class Invalidator {
  readonly #waiting = new Map<string, readonly unknown[]>()
  #statesMoved = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly queryClient: QueryClient) {}

  add(keys: (readonly unknown[])[], statesMoved: boolean): void {
    this.#statesMoved ||= statesMoved
    for (const key of keys) this.#waiting.set(JSON.stringify(key), key)
    if (this.#waiting.size > 0 || this.#statesMoved)
      this.#timer ??= setTimeout(() => this.#run(), INVALIDATE_EVERY_MS)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #run(): void {
    this.#timer = undefined
    const keys = [...this.#waiting.values()]
    this.#waiting.clear()
    if (this.#statesMoved) {
      this.#statesMoved = false
      const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => followsStates(queryKey)
      void this.queryClient.invalidateQueries({ predicate }, { cancelRefetch: false })
    }
    for (const queryKey of keys)
      void this.queryClient.invalidateQueries({ queryKey }, { cancelRefetch: false })
  }
}
