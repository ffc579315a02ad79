import 'server-only'
import type { DocumentOrigin } from '@/lib/domain/document'

/** Servers don't say for how long what they answer holds. */
const TIME_TO_LIVE_MS = 10 * 60_000
const AFTER_FAILURE_MS = 5 * 60_000

/** When what comes from elsewhere is to be read again; null where it is not. */
export function nextReadAt(
  origin: DocumentOrigin,
  nowMs: number,
  { failed = false }: { failed?: boolean } = {},
): Date | null {
  if (origin.kind !== 'resource' || !origin.kept) return null
  return new Date(nowMs + (failed ? AFTER_FAILURE_MS : TIME_TO_LIVE_MS))
}
