import 'server-only'
import { isObject } from '@/lib/domain/document-fields'
import type { Snapshot } from '@/lib/domain/snapshot'
import { AppError } from '@/lib/kit/app-error'
import type { GuardedAnswer } from '@/lib/kit/guarded-fetch'
import { readOldCard, withWholeUrls } from './cards'
import { type JsonObject, recognise, recogniseObject } from './content'
import { type Read, readDeclared, type ReadDocument, readRegistered } from './to-candidates'

/** What was read at a URL. */
export type Found =
  | { kind: 'servers'; snapshot: Snapshot; what: 'document' | 'server card' }
  | { kind: 'catalogue'; entries: unknown[] }
  | { kind: 'registry'; page: JsonObject }
  /** An event stream: what an MCP server of the HTTP+SSE transport answers a GET with. */
  | { kind: 'events' }
  | { kind: 'none'; why: string }

/** Reads an answer of status 200. Throws `protocol-error` for what is no text. */
export function interpret(answer: GuardedAnswer, place: string, read: ReadDocument): Found {
  const mediaType = answer.headers['content-type']?.toLowerCase() ?? ''
  const text = decode(answer.body)
  if (mediaType.startsWith('text/event-stream')) {
    return /^event:\s*endpoint\s*$/m.test(text)
      ? { kind: 'events' }
      : { kind: 'none', why: 'It answered with a stream of events, and not as an MCP server does' }
  }
  const content = recognise({ text, mediaType, path: answer.url.pathname })
  switch (content.kind) {
    case 'document':
      return { kind: 'servers', what: 'document', snapshot: read(text, place) }
    case 'card':
    case 'old-card':
      return readCard(content, { at: answer.url, place, read })
    default:
      return content
  }
}

/** A card, or whatever else may stand inside a catalogue's entry. */
export function interpretInline(value: unknown, at: URL, place: string, read: ReadDocument): Found {
  if (!isObject(value)) return { kind: 'none', why: 'It is no object' }
  const content = recogniseObject(value)
  switch (content.kind) {
    case 'document':
      return { kind: 'servers', what: 'document', snapshot: read(JSON.stringify(value), place) }
    case 'card':
    case 'old-card':
      return readCard(content, { at, place, read })
    default:
      return content
  }
}

function readCard(
  { kind, card }: { kind: 'card' | 'old-card'; card: JsonObject },
  { at, place, read }: { at: URL; place: string; read: ReadDocument },
): Found {
  if (kind === 'card') return asFound(readRegistered(withWholeUrls(card, at), place, read))
  const declared = readOldCard(card, at)
  return typeof declared === 'string'
    ? { kind: 'none', why: declared }
    : asFound(readDeclared(declared, place, read))
}

function asFound({ candidate, problems }: Read): Found {
  return {
    kind: 'servers',
    what: 'server card',
    snapshot: { candidates: candidate ? [candidate] : [], problems },
  }
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    throw new AppError(
      'protocol-error',
      'The answer is not valid UTF-8, which documents of servers must be',
      {
        cause: error,
      },
    )
  }
}
