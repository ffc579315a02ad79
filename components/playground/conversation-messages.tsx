'use client'
import { memo, useMemo } from 'react'
import type { ChosenModel } from '@/lib/domain/api/chat'
import { Answer } from './answer'
import { AnswerActions } from './branches/answer-actions'
import { Question } from './branches/question'
import type { TurnMessage } from './message'
import { MessageRow } from './message-row'
import type { ConversationActions } from './use-conversation-actions'

interface ConversationMessagesProps {
  conversation: string
  messages: readonly TurnMessage[]
  isRunning: boolean
  branches: Record<string, string[]>
  models: readonly ChosenModel[]
  actions: ConversationActions
  editing: string | undefined
  /** The message that holds the words that are looked for. */
  found: string | undefined
  onEdit: (id: string | undefined) => void
  onRemove: (id: string) => void
  onInspect: (id: string) => void
}

const NEWEST_KEPT = 6
/** On either side of what was found: it would be pushed away as they are drawn. */
const NEIGHBOURS_KEPT = 3

/** What was said. Each message is drawn anew only when it changes, and only when it comes near the screen. */
export function ConversationMessages({
  conversation,
  messages,
  isRunning,
  branches,
  models,
  actions,
  editing,
  found,
  onEdit,
  onRemove,
  onInspect,
}: ConversationMessagesProps) {
  const last = messages.length - 1
  const foundAt = found === undefined ? -Infinity : messages.findIndex(({ id }) => id === found)
  return messages.map((message, at) => (
    <MessageRow
      key={message.id}
      id={message.id}
      role={message.role}
      isKept={
        at >= messages.length - NEWEST_KEPT ||
        Math.abs(at - foundAt) <= NEIGHBOURS_KEPT ||
        message.id === editing
      }
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
    </MessageRow>
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
