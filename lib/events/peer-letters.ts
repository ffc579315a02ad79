import 'server-only'
import { z } from 'zod'
import { APP_ERROR_CODES } from '@/lib/kit/app-error'

/** In UTF-16 units of JSON, each of which becomes three bytes at most; PostgreSQL takes 7,999. */
const PIECE = 2_300

const sender = { ask: z.uuid(), from: z.uuid().optional() }
const piece = { text: z.string(), more: z.boolean() }
const letterSchema = z.discriminatedUnion('kind', [
  /** A question to all. */
  z.object({ kind: z.literal('ask'), ...sender, name: z.string(), ...piece }),
  /** The one who asked reads no further. */
  z.object({ kind: z.literal('gone'), ...sender }),
  /** I answer this. */
  z.object({ kind: z.literal('mine'), ...sender }),
  z.object({ kind: z.literal('item'), ...sender, ...piece }),
  /** Nothing new, but it goes on. */
  z.object({ kind: z.literal('alive'), ...sender }),
  z.object({ kind: z.literal('end'), ...sender }),
  z.object({ kind: z.literal('failed'), ...sender, code: z.enum(APP_ERROR_CODES), message: z.string() }),
])
/** What replicas write to each other; `ask` is the question that all of it belongs to. */
export type Letter = z.infer<typeof letterSchema>

/** Undefined for what is none: of a later version, say. */
export function readLetter(payload: string): Letter | undefined {
  try {
    return letterSchema.safeParse(JSON.parse(payload)).data
  } catch {
    return undefined
  }
}

/** A text in pieces that a notification takes; halves of a surrogate pair survive as JSON escapes. */
export function piecesOf(text: string): { text: string; more: boolean }[] {
  const count = Math.max(1, Math.ceil(text.length / PIECE))
  return Array.from({ length: count }, (_, at) => ({
    text: text.slice(at * PIECE, (at + 1) * PIECE),
    more: at < count - 1,
  }))
}
