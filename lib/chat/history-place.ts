import 'server-only'
import type { MessageNode } from '@/lib/domain/message-tree'
import { AppError } from '@/lib/kit/app-error'
import type { TurnMessage } from './message'

export interface QuestionPlace {
  /** The message that the question follows; null for a first one. */
  parent: string | null
  /** The newest answer that the question has had, when it is asked again. */
  answer?: string
}

/**
 * Where a question stands: a new one below `parent`, or at the end of the branch that is shown; one that is there
 * already stays, and gets another answer beside those it has had. Throws `bad-input`.
 */
export function placeOf(
  { nodes, head }: { nodes: readonly MessageNode[]; head: string | null },
  { id, parent }: { id: string; parent?: string | null | undefined },
): QuestionPlace {
  const known = nodes.find((node) => node.id === id)
  if (!known) return { parent: parent === undefined ? head : parent }
  if (known.role !== 'user') throw new AppError('bad-input', 'Only a question can be asked again')
  const answer = nodes.findLast((node) => node.parent === id && node.role === 'assistant')
  return { parent: known.parent, ...(answer && { answer: answer.id }) }
}

/** Whether there is anything in an answer that would be lost with it. */
export function hasAnswered({ parts, metadata }: TurnMessage): boolean {
  const hasContent = parts.some((part) =>
    part.type === 'text' ? part.text.trim() !== '' : 'toolCallId' in part,
  )
  return hasContent || metadata?.outcome === 'completed'
}
