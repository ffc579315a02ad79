import 'server-only'
import type { DynamicToolUIPart } from 'ai'
import { UNANSWERED_CALL, UNMADE_CALL } from '@/lib/domain/stopped-call'

/** A call as it is kept when its turn has ended: nothing is under way any more; one that waits for a person goes on waiting. */
export function settledCall(part: DynamicToolUIPart): DynamicToolUIPart {
  const { type, toolName, toolCallId, toolMetadata } = part
  const base = { type, toolName, toolCallId, ...(toolMetadata !== undefined && { toolMetadata }) }
  if (part.state === 'input-streaming') {
    return {
      ...base,
      state: 'output-error',
      input: part.input ?? {},
      errorText: UNMADE_CALL,
    }
  }
  if (part.state === 'input-available') {
    return { ...base, state: 'output-error', input: part.input, errorText: UNANSWERED_CALL }
  }
  if (part.state !== 'approval-responded') return part
  const { approved, ...approval } = part.approval
  return approved
    ? {
        ...base,
        state: 'output-error',
        input: part.input,
        errorText: UNANSWERED_CALL,
        approval: { ...approval, approved },
      }
    : { ...base, state: 'output-denied', input: part.input, approval: { ...approval, approved } }
}

/** What a model reads in the place of a result that a call never had; nothing where the call is still being written. */
export function unansweredWords(part: DynamicToolUIPart): string | undefined {
  switch (part.state) {
    case 'output-denied':
      return part.approval.reason ?? 'This call was denied, and not made.'
    case 'approval-requested':
      return 'The person was asked, and has not answered: this call was not made.'
    case 'approval-responded':
      return part.approval.approved
        ? 'Broken off before it answered; it may have run.'
        : (part.approval.reason ?? 'This call was denied, and not made.')
    default:
      return undefined
  }
}
