import 'server-only'
import type { DynamicToolUIPart } from 'ai'
import type { ApprovalAnswer, ApprovalNote } from '@/lib/domain/approval'
import { toolOriginSchema } from '@/lib/domain/chat'
import { AppError } from '@/lib/kit/app-error'
import { isToolPart, type TurnMessage, type TurnPart } from '../message'

/** A call that waits for a person's word. */
export type PendingPart = Extract<DynamicToolUIPart, { state: 'approval-requested' }>

const SUPERSEDED = 'The person did not answer, and asked something else.'

export function pendingOf({ parts }: Pick<TurnMessage, 'parts'>): PendingPart[] {
  return parts.filter(isToolPart).filter(isPending)
}

/** The answer that these approvals belong to. Throws `not-found` where none of a conversation asks for them. */
export function findAsking(
  messages: readonly TurnMessage[],
  approvals: readonly Pick<ApprovalAnswer, 'id'>[],
): TurnMessage {
  const ids = new Set(approvals.map(({ id }) => id))
  const asks = (message: TurnMessage) =>
    message.parts.filter(isToolPart).some((part) => part.approval !== undefined && ids.has(part.approval.id))
  const found = messages.findLast((message) => message.role === 'assistant' && asks(message))
  if (!found) throw new AppError('not-found', 'No call of this conversation asks for this approval')
  return found
}

/**
 * The answer with a person's word on every call that waits, and what is told of each. Throws `revision-conflict` where
 * a call was decided on before, `bad-input` where a word is missing or said twice.
 */
export function withAnswers(
  answer: TurnMessage,
  answers: readonly ApprovalAnswer[],
): { answer: TurnMessage; notes: ApprovalNote[] } {
  const byId = new Map(answers.map((one) => [one.id, one]))
  if (byId.size < answers.length) throw new AppError('bad-input', 'One call was decided on twice')
  const pending = pendingOf(answer)
  const open = new Set(pending.map(({ approval }) => approval.id))
  if (answers.some(({ id }) => !open.has(id))) {
    throw new AppError(
      'revision-conflict',
      'This call waits for nobody any more: it was decided on before. Open the conversation again to see how',
    )
  }
  if (byId.size < open.size) {
    throw new AppError('bad-input', `${open.size - byId.size} more calls of this answer wait for your word`)
  }
  const notes = pending.map((part) => noteOf(part, byId.get(part.approval.id)))
  const answered = answer.parts.map((part): TurnPart => {
    const given = isToolPart(part) && isPending(part) ? byId.get(part.approval.id) : undefined
    return given ? responded(part as PendingPart, given) : part
  })
  return { answer: { ...answer, ...begunAgain(answer), parts: withNotes(answered, notes) }, notes }
}

/** It has not ended after all: how it did is told when it has; what it took until here still counts. */
function begunAgain({ metadata }: TurnMessage): Pick<TurnMessage, 'metadata'> {
  if (!metadata) return {}
  const before = { ...metadata }
  delete before.outcome
  delete before.finishReason
  delete before.error
  return { metadata: before }
}

/** A new question says no to what still waits. Answers the messages that this changes. */
export function supersede(messages: readonly TurnMessage[]): TurnMessage[] {
  return messages
    .filter((message) => pendingOf(message).length > 0)
    .map((message) => {
      const notes = pendingOf(message).map(({ toolCallId }): ApprovalNote => ({
        toolCallId,
        outcome: 'superseded',
      }))
      const parts = message.parts.map((part): TurnPart => {
        if (!isToolPart(part) || !isPending(part)) return part
        return {
          ...part,
          state: 'output-denied',
          approval: { ...part.approval, approved: false, reason: SUPERSEDED },
        }
      })
      return { ...message, parts: withNotes(parts, notes) }
    })
}

/** What a person has changed, by call. */
export function editsOf(notes: readonly ApprovalNote[]): Map<string, NonNullable<ApprovalNote['arguments']>> {
  return new Map(
    notes.flatMap((note) => (note.arguments ? [[note.toolCallId, note.arguments] as const] : [])),
  )
}

/** A result as the model reads it, with what the person has changed of the call: its own arguments stand above. */
export function withEdit(text: string, edited: ApprovalNote['arguments']): string {
  if (!edited) return text
  return `[The person changed the arguments before they let it run. Sent: ${JSON.stringify(edited)}]\n${text}`
}

export function notesOf({ parts }: Pick<TurnMessage, 'parts'>): ApprovalNote[] {
  return parts.flatMap((part) => (part.type === 'data-approval' ? [part.data] : []))
}

/** Which server and tool a call is of, as it was written when the call was made. */
export function placeOf(part: DynamicToolUIPart): { server: string; tool: string } | undefined {
  const origin = toolOriginSchema.safeParse(part.toolMetadata)
  return origin.success ? origin.data : undefined
}

function isPending(part: DynamicToolUIPart): part is PendingPart {
  return part.state === 'approval-requested' && part.approval.isAutomatic !== true
}

function responded(part: PendingPart, { approved, reason }: ApprovalAnswer): DynamicToolUIPart {
  const why = approved ? undefined : denialWords(reason)
  return {
    ...part,
    state: 'approval-responded',
    approval: { ...part.approval, approved, ...(why !== undefined && { reason: why }) },
  }
}

/** What the model reads instead of a result. */
function denialWords(reason: string | undefined): string {
  return reason === undefined || reason === ''
    ? 'The person denied this call. Do not repeat it.'
    : `The person denied this call, and says why: ${reason}`
}

function noteOf({ toolCallId }: PendingPart, given: ApprovalAnswer | undefined): ApprovalNote {
  if (!given?.approved) {
    const { reason } = given ?? {}
    return { toolCallId, outcome: 'denied', ...(reason !== undefined && reason !== '' && { reason }) }
  }
  return {
    toolCallId,
    outcome: 'approved',
    ...(given.arguments && { arguments: given.arguments }),
    ...(given.remember && { remembered: given.remember }),
  }
}

function withNotes(parts: TurnPart[], notes: readonly ApprovalNote[]): TurnPart[] {
  return [...parts, ...notes.map((data): TurnPart => ({ type: 'data-approval', id: data.toolCallId, data }))]
}
