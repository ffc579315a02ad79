'use client'
import { type Chat, useChat } from '@ai-sdk/react'
import { useQueryClient } from '@tanstack/react-query'
import { ArrowDown } from 'lucide-react'
import { useRef } from 'react'
import { StickToBottom, type StickToBottomContext, useStickToBottomContext } from 'use-stick-to-bottom'
import { Button } from '@/components/ui/button'
import { queryKeys } from '@/lib/client/query-keys'
import type { ModelView } from '@/lib/domain/api/chat'
import { Answer, Failure, Question } from './answer'
import { Composer } from './composer'
import { Examples } from './empty-conversation'
import type { TurnMessage } from './message'
import { ModelSign } from './model-sign'
import { isRunning as isChatRunning, stopAnswer } from './open-chats'
import { ParticipantsMenu } from './participants'
import { selectionOf, useParticipants } from './use-participants'

interface ConversationViewProps {
  chat: Chat<TurnMessage>
  model: ModelView
  /** Called with the first question of a conversation that is not stored yet. */
  onBegin: () => void
  onInspect: (id: string) => void
}

/** Redrawing more often than this makes long answers stutter. */
const THROTTLE_MS = 50

/** One conversation: what was said, and where to say more. */
export function ConversationView({ chat, model, onBegin, onInspect }: ConversationViewProps) {
  const queryClient = useQueryClient()
  const participants = useParticipants()
  const scroll = useRef<StickToBottomContext>(null)
  const { messages, status, error, sendMessage, regenerate } = useChat({
    chat,
    throttle: THROTTLE_MS,
  })
  const isRunning = isChatRunning({ status })
  const body = selectionOf(participants.chosen)
  // The list is ordered by the last question, and the first one gives the title.
  const refreshList = () => queryClient.invalidateQueries({ queryKey: queryKeys.conversations, exact: true })

  const send = (text: string) => {
    const isFirst = messages.length === 0
    void scroll.current?.scrollToBottom()
    void sendMessage({ text }, { body }).finally(() => void refreshList())
    if (isFirst) onBegin()
  }
  const retry = () => void regenerate({ body }).finally(() => void refreshList())

  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <StickToBottom
        contextRef={scroll}
        className="relative min-h-0 flex-1"
        resize="smooth"
        initial="instant"
      >
        <StickToBottom.Content
          className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-6"
          scrollClassName="[scrollbar-width:thin]"
        >
          {messages.length === 0 && <Examples onAsk={send} />}
          {messages.map((message, at) =>
            message.role === 'user' ? (
              <Question key={message.id} message={message} />
            ) : (
              <Answer
                key={message.id}
                conversation={chat.id}
                message={message}
                isRunning={isRunning && at === messages.length - 1}
                onRetry={!isRunning && at === messages.length - 1 ? retry : undefined}
                onInspect={onInspect}
              />
            ),
          )}
          {status === 'submitted' && messages.at(-1)?.role === 'user' && (
            <p role="status" className="text-muted-foreground text-sm">
              Asking
            </p>
          )}
          {error && !isRunning && <Failure message={error.message} onRetry={retry} />}
        </StickToBottom.Content>
        <ToBottom />
      </StickToBottom>
      <div className="mx-auto w-full max-w-3xl px-4 pb-4">
        <Composer isRunning={isRunning} onSend={send} onStop={() => void stopAnswer(chat)}>
          <ParticipantsMenu {...participants} />
          <ModelSign model={model} />
        </Composer>
      </div>
    </div>
  )
}

function ToBottom() {
  const { isAtBottom, scrollToBottom } = useStickToBottomContext()
  if (isAtBottom) return null
  return (
    <Button
      size="icon"
      aria-label="To the newest"
      className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-md"
      onClick={() => void scrollToBottom()}
    >
      <ArrowDown aria-hidden />
    </Button>
  )
}
