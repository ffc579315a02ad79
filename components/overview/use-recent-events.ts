'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { useFeedNews } from '@/lib/client/use-feed'
import { listEvents } from '@/lib/domain/api/events'
import type { FeedEntry } from '@/lib/domain/event'
import { mergeEntries } from './event-stream'

const query = { limit: 200 }
const queryKey = queryKeys.events(query)

/** The newest events, newest first, kept up to date by the feed. */
export function useRecentEvents() {
  const queryClient = useQueryClient()
  useFeedNews(({ entries }) => {
    queryClient.setQueryData<FeedEntry[]>(queryKey, (known) => known && mergeEntries(known, entries))
  })
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const { items } = await client.call(listEvents, { query, signal })
      // What the feed brought while this answer was under way is newer than it.
      return mergeEntries(items, queryClient.getQueryData<FeedEntry[]>(queryKey) ?? [])
    },
  })
}
