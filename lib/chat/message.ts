import 'server-only'
import type { DynamicToolUIPart, UIMessage } from 'ai'
import type { TurnData, TurnNote } from '@/lib/domain/chat'

/** A message of a conversation, as stored and as the page gets it. */
export type TurnMessage = UIMessage<TurnNote, TurnData>
export type TurnPart = TurnMessage['parts'][number]

export function isToolPart(part: TurnPart): part is DynamicToolUIPart {
  return part.type === 'dynamic-tool'
}
