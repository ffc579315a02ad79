import type { TurnMessage } from '../message'

/**
 * What is shown, brought in line with what is stored of the branch. Older messages that were loaded before stay above
 * where the branch still has them, and a message that is the same stays the same object, so that it is not drawn again.
 */
export function mergeBranch(
  shown: TurnMessage[],
  stored: { messages: readonly TurnMessage[]; hasEarlier: boolean },
): TurnMessage[] {
  const [first] = stored.messages
  if (!first) return shown.length === 0 ? shown : []
  const at = shown.findIndex(({ id }) => id === first.id)
  const earlier = stored.hasEarlier && at > 0 ? shown.slice(0, at) : []
  const known = new Map(shown.map((message) => [message.id, message]))
  const merged = [
    ...earlier,
    ...stored.messages.map((message) => {
      const before = known.get(message.id)
      return before && isSame(before, message) ? before : message
    }),
  ]
  const isUnchanged =
    merged.length === shown.length && merged.every((message, index) => message === shown[index])
  return isUnchanged ? shown : merged
}

/** Whether an answer may still be under way somewhere: asked for by another page, or before this one was loaded. */
export function isUnfinished(messages: readonly TurnMessage[]): boolean {
  const last = messages.at(-1)
  return last !== undefined && (last.role === 'user' || last.metadata?.outcome === undefined)
}

function isSame(one: TurnMessage, other: TurnMessage): boolean {
  return (
    JSON.stringify(one.metadata) === JSON.stringify(other.metadata) &&
    JSON.stringify(one.parts) === JSON.stringify(other.parts)
  )
}
