import { z } from 'zod'
import type { Attachment } from './menus/use-composer-menu'

/** What is asked: its words, and the resources that go with them. */
export interface Asked {
  text: string
  attachments: Attachment[]
}

/** A question that waits until the answer before it has ended. */
export interface Queued extends Asked {
  id: string
}

const attachmentSchema = z.object({ server: z.string(), uri: z.string(), name: z.string() })
const queueSchema = z.array(
  z.object({ id: z.string(), text: z.string(), attachments: z.array(attachmentSchema) }),
)

/** Kept for this tab alone: of two tabs in one conversation, only one may send it. */
export function readQueue(storage: Pick<Storage, 'getItem'>, conversation: string): Queued[] {
  try {
    return queueSchema.parse(JSON.parse(storage.getItem(keyOf(conversation)) ?? '[]'))
  } catch {
    return []
  }
}

export function writeQueue(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  conversation: string,
  queue: readonly Queued[],
): void {
  try {
    if (queue.length === 0) storage.removeItem(keyOf(conversation))
    else storage.setItem(keyOf(conversation), JSON.stringify(queue))
  } catch {
    // A full or forbidden storage: the queue is still on the page.
  }
}

/** The queue with a question changed; without it where nothing is left of its text. */
export function changedQueue(queue: readonly Queued[], id: string, text: string): Queued[] {
  const trimmed = text.trim()
  return queue.flatMap((one) => (one.id !== id ? [one] : trimmed === '' ? [] : [{ ...one, text: trimmed }]))
}

function keyOf(conversation: string): string {
  return `portolan.queue.${conversation}`
}
