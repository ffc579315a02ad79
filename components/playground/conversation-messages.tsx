'use client'
import { memo, useEffect, useEffectEvent, useMemo, useRef } from 'react'
import { Button } from '@/components/ui/button'
import type { ChosenModel } from '@/lib/domain/api/chat'
import { cn } from '@/lib/kit/class-names'
import { Answer } from './answer'
import { AnswerActions } from './branches/answer-actions'
import { Question } from './branches/question'
import type { TurnMessage } from './message'
import type { ConversationActions } from './use-conversation-actions'

interface ConversationMessagesProps {
  conversation: string
  messages: readonly TurnMessage[]
  isRunning: boolean
  branches: Record<string, string[]>
  models: readonly ChosenModel[]
  actions: ConversationActions
  editing: string | undefined
  onEdit: (id: string | undefined) => void
  onRemove: (id: string) => void
  onInspect: (id: string) => void
}

/** The newest few are measured as they are: what is below a running answer must not jump. */
const ALWAYS_DRAWN = 6

/** What was said. Each message is drawn anew only when it changes, and laid out only when it comes near the screen. */
export function ConversationMessages({
  conversation,
  messages,
  isRunning,
  branches,
  models,
  actions,
  editing,
  onEdit,
  onRemove,
  onInspect,
}: ConversationMessagesProps) {
  const last = messages.length - 1
  return messages.map((message, at) => (
    <div
      key={message.id}
      data-message={message.role}
      className={cn(
        'min-w-0',
        at < messages.length - ALWAYS_DRAWN &&
          '[contain-intrinsic-size:auto_12rem] [content-visibility:auto]',
      )}
    >
      {message.role === 'user' ? (
        <Question
          message={message}
          siblings={branches[message.id]}
          isLocked={isRunning}
          isEdited={editing === message.id}
          onEdit={onEdit}
          onResend={actions.resend}
          onSwitch={actions.switchTo}
          onRemove={onRemove}
        />
      ) : (
        <AnswerRow
          conversation={conversation}
          message={message}
          isRunning={isRunning && at === last}
          isLocked={isRunning}
          isLast={at === last}
          siblings={branches[message.id]}
          models={models}
          actions={actions}
          onInspect={onInspect}
        />
      )}
    </div>
  ))
}

interface AnswerRowProps {
  conversation: string
  message: TurnMessage
  isRunning: boolean
  isLocked: boolean
  isLast: boolean
  siblings: readonly string[] | undefined
  models: readonly ChosenModel[]
  actions: ConversationActions
  onInspect: (id: string) => void
}

const AnswerRow = memo(function AnswerRow({
  conversation,
  message,
  isRunning,
  isLocked,
  isLast,
  siblings,
  models,
  actions,
  onInspect,
}: AnswerRowProps) {
  const { id } = message
  const { regenerate, switchTo } = actions
  const retry = useMemo(
    () => (isLast && !isLocked ? () => regenerate(id) : undefined),
    [isLast, isLocked, regenerate, id],
  )
  const foot = useMemo(
    () => (
      <AnswerActions
        id={id}
        siblings={siblings}
        models={models}
        isLocked={isLocked}
        onRegenerate={regenerate}
        onSwitch={switchTo}
      />
    ),
    [id, siblings, models, isLocked, regenerate, switchTo],
  )
  return (
    <Answer
      conversation={conversation}
      message={message}
      isRunning={isRunning}
      onRetry={retry}
      onInspect={onInspect}
      actions={foot}
    />
  )
})

/** Above the oldest that is here: reads what is older as it comes into sight. */
export function EarlierMessages({ onLoad }: { onLoad: () => void }) {
  const sign = useRef<HTMLDivElement>(null)
  const load = useEffectEvent(onLoad)
  useEffect(() => {
    const element = sign.current
    if (!element) return
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) load()
    }, NEAR)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={sign} className="flex justify-center">
      <Button size="sm" variant="ghost" className="text-muted-foreground" onClick={onLoad}>
        Show older messages
      </Button>
    </div>
  )
}

/** A screen before it is seen. */
const NEAR = { rootMargin: '600px 0px 0px' }
