'use client'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { changeConversation, listConversations, removeConversation } from '@/lib/domain/api/conversations'
import { messageOf } from '@/lib/kit/app-error'
import { closeChat } from './open-chats'

const PAGE = 100

/** Stored conversations, newest first, page by page. */
export function useConversations() {
  return useInfiniteQuery({
    queryKey: queryKeys.conversations,
    queryFn: ({ pageParam, signal }) =>
      client.call(listConversations, {
        query: { limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
}

export function useRename() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) =>
      client.call(changeConversation, { params: { id }, body: { title } }),
    onError: (error) => toast.error('The conversation keeps its name', { description: messageOf(error) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.conversations, exact: true }),
  })
}

export function useRemove(onRemoved: (id: string) => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => client.call(removeConversation, { params: { id } }),
    onSuccess: (_, id) => {
      closeChat(id)
      queryClient.removeQueries({ queryKey: queryKeys.conversation(id) })
      onRemoved(id)
    },
    onError: (error) => toast.error('The conversation was not deleted', { description: messageOf(error) }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: queryKeys.conversations, exact: true }),
  })
}
