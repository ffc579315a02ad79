'use client'
import type { Chat } from '@ai-sdk/react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import { type Branch, getConversation } from '@/lib/domain/api/conversations'
import { messageOf } from '@/lib/kit/app-error'
import type { TurnMessage } from './message'
import { openChat, startChat, syncChat } from './open-chats'

/** Messages that are read at once: more than a screen, fewer than are felt. */
export const PAGE = 60

const NOTHING = { hasMore: false }

export interface StoredBranch extends Omit<Branch, 'messages'> {
  messages: TurnMessage[]
  readAt: number
}

export type OpenedChat =
  | {
      kind: 'open'
      chat: Chat<TurnMessage>
      /** What is stored of it; undefined until it is. */
      branch: StoredBranch | undefined
      earlier: Earlier
    }
  | { kind: 'loading' }
  | { kind: 'failed'; error: Error; retry: () => void }

/** Older messages of the branch. */
export interface Earlier {
  /** Whether there are some before this one. */
  isBefore: (first: string | undefined) => boolean
  branches: Record<string, string[]>
  /** Reads so many of them; resolves with the oldest that is new here, and whether there are more. */
  load: (limit: number) => Promise<{ first?: string; hasMore: boolean }>
}

/** A running conversation as it is, a new one empty, any other from the store; kept in line with what is stored. */
export function useOpenChat(
  id: string,
  { isDraft, isNamed }: { isDraft: boolean; isNamed: boolean },
): OpenedChat {
  // Decided once: a draft that was asked in is still the conversation on this page.
  const [here] = useState(() => openChat(id) ?? (isDraft ? startChat(id, []) : undefined))
  const stored = useQuery({
    queryKey: queryKeys.conversation(id),
    queryFn: async ({ signal }) => {
      const readAt = Date.now()
      return storedBranch(
        await client.call(getConversation, { params: { id }, query: { limit: PAGE }, signal }),
        readAt,
      )
    },
    enabled: isNamed,
  })
  const branch = stored.data
  const chat = here ?? (branch && startChat(id, branch.messages))
  useEffect(() => {
    if (branch) syncChat(id, branch)
  }, [id, branch])
  const earlier = useEarlier(id, branch)

  if (stored.error && (!chat || isGone(stored.error)) && !isDraft) {
    return { kind: 'failed', error: stored.error, retry: () => void stored.refetch() }
  }
  return chat ? { kind: 'open', chat, branch, earlier } : { kind: 'loading' }
}

/** Puts an answer of the server that tells of a branch in the place of what was known. */
export function useShowStored(id: string): (branch: Branch) => void {
  const queryClient = useQueryClient()
  return useCallback(
    (branch) => {
      const stored = storedBranch(branch, Date.now())
      queryClient.setQueryData(queryKeys.conversation(id), stored)
      syncChat(id, stored)
    },
    [id, queryClient],
  )
}

function useEarlier(id: string, branch: StoredBranch | undefined): Earlier {
  const [loaded, setLoaded] = useState<{
    first: string
    hasEarlier: boolean
    branches: Record<string, string[]>
  }>()
  const load = useCallback(
    async (limit: number) => {
      const chat = openChat(id)
      const before = chat?.messages[0]?.id
      if (!chat || before === undefined) return NOTHING
      try {
        const query = { limit, before, leaf: before }
        const page = storedBranch(await client.call(getConversation, { params: { id }, query }), 0)
        const [first] = page.messages
        if (!first || chat.messages[0]?.id !== before) return NOTHING
        setLoaded((now) => ({
          first: first.id,
          hasEarlier: page.hasEarlier,
          branches: { ...now?.branches, ...page.branches },
        }))
        chat.messages = [...page.messages, ...chat.messages]
        return { first: first.id, hasMore: page.hasEarlier }
      } catch (error) {
        toast.error('The older messages could not be read', { description: messageOf(error) })
        return NOTHING
      }
    },
    [id],
  )
  return {
    isBefore: (first) =>
      first !== undefined &&
      ((loaded?.first === first && loaded.hasEarlier) ||
        (branch?.messages[0]?.id === first && branch.hasEarlier)),
    branches: { ...loaded?.branches, ...branch?.branches },
    load,
  }
}

function storedBranch(branch: Branch, readAt: number): StoredBranch {
  // Only our own server writes messages, and only of this shape.
  return { ...branch, messages: branch.messages as unknown as TurnMessage[], readAt }
}

function isGone(error: Error): boolean {
  return 'code' in error && error.code === 'not-found'
}
