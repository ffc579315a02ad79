'use client'
import type { Chat } from '@ai-sdk/react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { getConversation } from '@/lib/domain/api/conversations'
import type { TurnMessage } from './message'
import { isRunning, openChat, startChat } from './open-chats'

export type OpenedChat =
  | { kind: 'open'; chat: Chat<TurnMessage> }
  | { kind: 'loading' }
  | { kind: 'failed'; error: Error; retry: () => void }

/** A running conversation as it is, a new one empty, any other from the store. */
export function useOpenChat(id: string, isDraft: boolean): OpenedChat {
  // Decided once: a draft that has ended is still the conversation on this page.
  const [here] = useState(() => {
    const open = openChat(id)
    if (open && (isDraft || isRunning(open))) return open
    return isDraft ? startChat(id, []) : undefined
  })
  const stored = useQuery({
    queryKey: queryKeys.conversation(id),
    queryFn: async ({ signal }) => {
      const { messages } = await client.call(getConversation, { params: { id }, signal })
      // Only our own server writes messages, and only of this shape.
      return startChat(id, messages as unknown as TurnMessage[])
    },
    enabled: !here,
    // What is said here from now on is in the chat and in the store, not in this answer.
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  if (here) return { kind: 'open', chat: here }
  if (stored.data) return { kind: 'open', chat: stored.data }
  if (stored.error) return { kind: 'failed', error: stored.error, retry: () => void stored.refetch() }
  return { kind: 'loading' }
}
