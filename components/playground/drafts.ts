import { z } from 'zod'

const KEY = 'portolan.drafts'
/** The oldest are forgotten beyond this many. */
const MOST = 50
/** Of a conversation that has no id yet. */
export const NEW = 'new'

const draftsSchema = z.array(z.tuple([z.string(), z.string()]))

type Drafts = Pick<Storage, 'getItem' | 'setItem'>

/** What was being written in a conversation; empty where nothing was, or the browser keeps nothing. */
export function readDraft(storage: Drafts, conversation: string): string {
  return read(storage).find(([id]) => id === conversation)?.[1] ?? ''
}

/** An empty text forgets the draft. */
export function writeDraft(storage: Drafts, conversation: string, text: string): void {
  const others = read(storage).filter(([id]) => id !== conversation)
  const drafts = text === '' ? others : [...others, [conversation, text] as const]
  try {
    storage.setItem(KEY, JSON.stringify(drafts.slice(-MOST)))
  } catch {
    // A full or forbidden storage: the text is still in the field.
  }
}

function read(storage: Drafts): [string, string][] {
  try {
    return draftsSchema.parse(JSON.parse(storage.getItem(KEY) ?? '[]'))
  } catch {
    return []
  }
}
