import 'server-only'
import { type DocumentOrigin, RESOURCE_TTL_MS } from '@/lib/domain/document'
import type { ReadingNote } from '@/lib/store/document-intake'

/** Whoever tells of changes may forget to. */
const WATCHED_MS = 60 * 60_000
const AFTER_FAILURE_MS = 5 * 60_000
const MIN_TTL_MS = 60_000
const MAX_TTL_MS = 24 * 3_600_000

export interface ReadingFacts {
  begunAt: Date
  nowMs: number
  /** What the server says how long it holds. */
  ttlMs?: number | undefined
  /** The server tells when it changes, and did so before it was read. */
  isTold: boolean
  wasTold: boolean
}

/** What is kept of a reading that went well: by what, and when, it is to be read again. */
export function readingNote(
  origin: DocumentOrigin,
  { begunAt, nowMs, ttlMs: said, isTold, wasTold }: ReadingFacts,
): ReadingNote & { watched: boolean; ttlMs: number | null } {
  if (!isKept(origin)) return { begunAt, readNextAt: null, watched: false, ttlMs: null }
  const ttlMs = boundedTtl(said)
  // What changed after it was read and before the server began to tell of it was told to nobody.
  const inMs = isTold ? (wasTold ? WATCHED_MS : 0) : (ttlMs ?? RESOURCE_TTL_MS)
  return { begunAt, readNextAt: new Date(nowMs + inMs), watched: isTold, ttlMs }
}

/** When what could not be read is tried again; never where it is not kept. */
export function failureNote(origin: DocumentOrigin, begunAt: Date, nowMs: number): ReadingNote {
  return { begunAt, readNextAt: isKept(origin) ? new Date(nowMs + AFTER_FAILURE_MS) : null }
}

/** 0 is what servers say that have not thought about it: like nothing, it leaves us to our own time. */
function boundedTtl(said: number | undefined): number | null {
  if (said === undefined || !(said > 0)) return null
  return Math.round(Math.min(MAX_TTL_MS, Math.max(MIN_TTL_MS, said)))
}

function isKept(origin: DocumentOrigin): boolean {
  return origin.kind === 'resource' && origin.kept
}
