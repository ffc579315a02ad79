import type { Chat } from '@ai-sdk/react'
import type { ApprovalAnswer } from '@/lib/domain/approval'
import type { TurnMessage } from '../message'

/** Requests of the newest answer that wait for a word, in order. */
export function openRequests(messages: readonly TurnMessage[]): string[] {
  const last = messages.at(-1)
  if (last?.role !== 'assistant') return []
  return last.parts.flatMap((part) =>
    part.type === 'dynamic-tool' && part.state === 'approval-requested' && part.approval.isAutomatic !== true
      ? [part.approval.id]
      : [],
  )
}

/** The messages as they are once these decisions are told: the page shows them before the server has answered. */
export function withDecisions(
  messages: readonly TurnMessage[],
  answers: readonly ApprovalAnswer[],
): TurnMessage[] {
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  const last = messages.at(-1)
  if (!last) return []
  const parts = last.parts.map((part): TurnMessage['parts'][number] => {
    if (part.type !== 'dynamic-tool' || part.state !== 'approval-requested') return part
    const given = byId.get(part.approval.id)
    if (!given) return part
    const { approved, reason } = given
    return {
      ...part,
      state: 'approval-responded',
      approval: { ...part.approval, approved, ...(reason !== undefined && { reason }) },
    }
  })
  return [...messages.slice(0, -1), { ...last, parts }]
}

/** Lets the answer go on. Resolves with what kept it from that: then the calls wait as before. */
export async function sendDecisions(
  chat: Chat<TurnMessage>,
  answers: readonly ApprovalAnswer[],
  body: object,
): Promise<Error | undefined> {
  const before = chat.messages
  chat.messages = withDecisions(before, answers)
  await chat.sendMessage(undefined, { body: { ...body, approvals: answers } })
  const { error } = chat
  if (chat.status !== 'error' || !error) return undefined
  chat.messages = before
  chat.clearError()
  return error
}
