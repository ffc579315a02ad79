'use client'
import { type Chat, useChat } from '@ai-sdk/react'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Answer } from '../answer'
import { Failure } from '../answer-failure'
import { lossOf } from '../join-again'
import type { TurnMessage } from '../message'
import { isRunning } from '../open-chats'

const THROTTLE_MS = 50

interface CompareViewProps {
  /** The conversation, and the same question put to another model. */
  chat: Chat<TurnMessage>
  beside: Chat<TurnMessage>
  /** Who was asked beside; its answer says it too, once it has begun. */
  rival: string | undefined
  onInspect: (id: string) => void
  onKeep: (message: TurnMessage) => void
}

/** Two answers to one question side by side; one is kept, the other stays as a branch. */
export function CompareView({ chat, beside, rival, onInspect, onKeep }: CompareViewProps) {
  const first = useChat({ chat, throttle: THROTTLE_MS })
  const second = useChat({ chat: beside, throttle: THROTTLE_MS })
  const isBusy = isRunning(first) || isRunning(second)
  return (
    <section aria-label="Two answers" className="grid gap-4 md:grid-cols-2">
      <Column
        chat={chat}
        state={first}
        name={answerOf(first.messages)?.metadata?.model ?? 'The first model'}
        {...{ conversation: chat.id, isBusy, onInspect, onKeep }}
      />
      <Column
        chat={beside}
        state={second}
        name={rival ?? answerOf(second.messages)?.metadata?.model ?? 'The second model'}
        {...{ conversation: chat.id, isBusy, onInspect, onKeep }}
      />
    </section>
  )
}

interface ColumnProps extends Pick<CompareViewProps, 'onInspect' | 'onKeep'> {
  conversation: string
  name: string
  chat: Chat<TurnMessage>
  state: Pick<ReturnType<typeof useChat<TurnMessage>>, 'messages' | 'status' | 'error'>
  isBusy: boolean
}

function Column({ conversation, name, chat, state, isBusy, onInspect, onKeep }: ColumnProps) {
  const message = answerOf(state.messages)
  const loss = lossOf(chat, state)
  const running = isRunning(state) || loss?.isJoining === true
  return (
    <section aria-label={`Answer of ${name}`} className="flex min-w-0 flex-col gap-3 rounded-xl border p-3">
      <header className="bg-background sticky top-0 z-10 -mt-3 flex min-h-8 items-center justify-between gap-2 border-b py-2">
        <h3 className="min-w-0 truncate text-sm font-medium">{name}</h3>
        {message && (
          <Button
            size="sm"
            disabled={isBusy}
            onClick={() => onKeep(message)}
            aria-label={`Keep the answer of ${name}`}
          >
            <Check aria-hidden />
            Keep
          </Button>
        )}
      </header>
      {message ? (
        <Answer conversation={conversation} message={message} isRunning={running} onInspect={onInspect} />
      ) : (
        running && <Waiting>Asking</Waiting>
      )}
      {loss && <Failure message={loss.message} />}
    </section>
  )
}

function Waiting({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="text-muted-foreground text-sm">
      {children}
    </p>
  )
}

function answerOf(messages: readonly TurnMessage[]): TurnMessage | undefined {
  const last = messages.at(-1)
  return last?.role === 'assistant' ? last : undefined
}
