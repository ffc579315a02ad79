'use client'
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { amountWords } from '@/components/ui/number-words'
import { queryKeys } from '@/lib/client/query-keys'
import {
  addWebhook,
  changeWebhook,
  listDeliveries,
  listWebhooks,
  removeWebhook,
  retryDeliveries,
  testWebhook,
} from '@/lib/domain/api/webhooks'
import type { Delivery, Webhook } from '@/lib/domain/webhook'

/** Deliveries are not told in the feed one by one: they would be more than what they tell of. */
const LOOK_EVERY_MS = 5_000
const PAGE = 50

export function useWebhooks() {
  return useQuery({
    queryKey: queryKeys.webhooks,
    queryFn: ({ signal }) => client.call(listWebhooks, { signal }),
    select: ({ items }) => items,
    refetchInterval: LOOK_EVERY_MS,
  })
}

/** Newest first, page by page. */
export function useDeliveries(id: string, state: Delivery['state'] | null) {
  const query = { limit: PAGE, ...(state !== null && { state }) }
  return useInfiniteQuery({
    queryKey: queryKeys.deliveries(id, query),
    queryFn: ({ pageParam, signal }) =>
      client.call(listDeliveries, {
        params: { id },
        query: { ...query, ...(pageParam !== '' && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_EVERY_MS,
  })
}

type Change = Partial<Omit<Webhook, 'secret'>> & { secret?: string }

export function useWebhookActions() {
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: queryKeys.webhooks })
  const add = useMutation({
    mutationFn: (body: Webhook) => client.call(addWebhook, { body }),
    onSettled: refresh,
  })
  const change = useMutation({
    mutationFn: ({ id, ...body }: Change & { id: string }) =>
      client.call(changeWebhook, { params: { id }, body }),
    onError: (error) => toast.error('The webhook was not changed', { description: error.message }),
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: ({ id }: { id: string; title: string }) => client.call(removeWebhook, { params: { id } }),
    onSuccess: (_, { title }) => toast.success(`${title} is removed`),
    onError: (error) => toast.error('The webhook is still there', { description: error.message }),
    onSettled: refresh,
  })
  const test = useMutation({
    mutationFn: (id: string) => client.call(testWebhook, { params: { id } }),
  })
  const retry = useMutation({
    mutationFn: ({ id, ids }: { id: string; ids?: string[] }) =>
      client.call(retryDeliveries, { params: { id }, body: ids ? { ids } : {} }),
    onSuccess: ({ queued }) =>
      toast.success(
        queued === 0
          ? 'There was nothing to send again'
          : `${amountWords(queued, 'delivery', 'deliveries')} will be sent again`,
      ),
    onError: (error) => toast.error('Nothing is sent again', { description: error.message }),
    onSettled: refresh,
  })
  return { add, change, remove, test, retry }
}
