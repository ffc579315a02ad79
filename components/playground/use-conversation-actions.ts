'use client'
import type { Chat } from '@ai-sdk/react'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { toast } from 'sonner'
import { client } from '@/components/shell/client'
import { queryKeys } from '@/lib/client/query-keys'
import type { ChosenModel } from '@/lib/domain/api/chat'
import { type Branch, removeBranch, showBranch } from '@/lib/domain/api/conversations'
import { messageOf } from '@/lib/kit/app-error'
import { attachmentsOf, partsOf } from './attachments'
import type { TurnMessage } from './message'
import { isRunning } from './open-chats'
import type { Asked } from './queue'
import { PAGE, useShowStored } from './use-open-chat'

export interface ConversationActions {
  send: (asked: Asked) => void
  /** Asks a question in other words, in a branch beside it. */
  resend: (id: string, text: string) => void
  /** Answers the question of this answer once more, in a branch beside it. */
  regenerate: (id?: string, model?: ChosenModel) => void
  /** Shows the branch through this message. Resolves when it is shown. */
  switchTo: (id: string) => Promise<void>
  /** Deletes a message and all that follows it. */
  remove: (id: string) => void
}

/** What a person does in a conversation. Stable as long as who takes part stays the same, so that messages are drawn once. */
export function useConversationActions(
  chat: Chat<TurnMessage>,
  { body, loadEarlier }: { body: object; loadEarlier: () => Promise<void> },
): ConversationActions {
  const queryClient = useQueryClient()
  const showStored = useShowStored(chat.id)
  const bodyKey = JSON.stringify(body)
  const refresh = useCallback(
    () => void queryClient.invalidateQueries({ queryKey: queryKeys.conversations }),
    [queryClient],
  )
  const show = useCallback(
    async (request: Promise<Branch>, failure: string) => {
      try {
        showStored(await request)
      } catch (error) {
        toast.error(failure, { description: messageOf(error) })
      } finally {
        refresh()
      }
    },
    [showStored, refresh],
  )

  return useMemo(() => {
    const params = { id: chat.id }
    const query = { limit: PAGE }
    const options = { body: JSON.parse(bodyKey) as object } // what was just written as JSON
    return {
      send: (asked) => void chat.sendMessage({ parts: partsOf(asked) }, options).finally(refresh),
      resend: (id, text) => {
        const again = async () => {
          // The question's predecessor says where the branch begins.
          if (chat.messages[0]?.id === id) await loadEarlier()
          const at = chat.messages.findIndex((message) => message.id === id)
          if (at === -1 || isRunning(chat)) return
          const attachments = chat.messages[at] ? attachmentsOf(chat.messages[at]) : []
          chat.messages = chat.messages.slice(0, at)
          await chat.sendMessage({ parts: partsOf({ text, attachments }) }, options)
        }
        void again().finally(refresh)
      },
      regenerate: (id, model) =>
        void chat
          .regenerate({
            ...(id !== undefined && { messageId: id }),
            body: { ...options.body, ...(model && { model }) },
          })
          .finally(refresh),
      switchTo: (message) =>
        show(
          client.call(showBranch, { params, query, body: { message } }),
          'The other branch could not be shown',
        ),
      remove: (message) =>
        void show(
          client.call(removeBranch, { params: { ...params, message }, query }),
          'The question was not deleted',
        ),
    }
  }, [chat, bodyKey, loadEarlier, refresh, show])
}
