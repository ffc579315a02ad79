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
import { queryKeys } from '@/lib/client/query-keys'
import {
  changeConversation,
  type ConversationChange,
  conversationTags,
  listConversations,
  removeConversation,
  restoreConversation,
} from '@/lib/domain/api/conversations'
import { messageOf } from '@/lib/kit/app-error'
import { closeChat } from './open-chats'

const PAGE = 100

/** Stored conversations, pinned ones first, then newest first, page by page. */
export function useConversations({ words, tags }: { words: string; tags: readonly string[] }) {
  const query = { q: words.trim(), limit: PAGE, ...(tags.length > 0 && { tag: [...tags] }) }
  return useInfiniteQuery({
    queryKey: [...queryKeys.conversations, 'list', query],
    queryFn: ({ pageParam, signal }) =>
      client.call(listConversations, {
        query: { ...query, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

/** Tags in use, with how many conversations have each. */
export function useConversationTags() {
  return useQuery({
    queryKey: [...queryKeys.conversations, 'tags'],
    queryFn: ({ signal }) => client.call(conversationTags, { signal }),
  })
}

export function useChangeConversation() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string } & ConversationChange) =>
      client.call(changeConversation, { params: { id }, body }),
    onError: (error) => toast.error('The conversation stays as it was', { description: messageOf(error) }),
    onSettled: refresh,
  })
}

/** Deletes at once, and offers to bring it back: the server keeps it for a day. */
export function useRemove(onRemoved: (id: string) => void) {
  const queryClient = useQueryClient()
  const refresh = useRefresh()
  const restore = useMutation({
    mutationFn: (id: string) => client.call(restoreConversation, { params: { id } }),
    onError: (error) => toast.error('The conversation was not restored', { description: messageOf(error) }),
    onSettled: refresh,
  })
  return useMutation({
    mutationFn: ({ id }: { id: string; title: string }) =>
      client.call(removeConversation, { params: { id } }),
    onSuccess: (_, { id, title }) => {
      closeChat(id)
      queryClient.removeQueries({ queryKey: queryKeys.conversation(id) })
      onRemoved(id)
      toast(`Deleted “${title}”`, { action: { label: 'Undo', onClick: () => restore.mutate(id) } })
    },
    onError: (error) => toast.error('The conversation was not deleted', { description: messageOf(error) }),
    onSettled: refresh,
  })
}

/** Lists and tags, and what is open: all of them tell of what was changed. */
function useRefresh() {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: queryKeys.conversations })
}
