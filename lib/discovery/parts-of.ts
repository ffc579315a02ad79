import 'server-only'
import type { SourcePart } from '@/lib/domain/discovery'
import { readingsOf } from '@/lib/domain/scope'
import type { Snapshot } from '@/lib/domain/snapshot'
import { AppError, messageOf } from '@/lib/kit/app-error'
import type { Source } from './source'

/** The word of a source on itself, which may fail as anything else of it. */
export function partsOf({ source }: { source: Source | undefined }): SourcePart[] {
  try {
    return source?.parts?.() ?? []
  } catch (error) {
    return [{ name: 'parts', state: 'failing', detail: messageOf(error) }]
  }
}

/** Not one of its parts can be read. */
export function isAllFailing(parts: readonly SourcePart[]): boolean {
  return parts.length > 0 && parts.every(({ state }) => state === 'failing')
}

/** Why a run that was answered has read nothing all the same: no part could be, and what it tells is from before. */
export function unreadError(parts: readonly SourcePart[], snapshot: Snapshot): AppError | undefined {
  const unreadable = new Set(snapshot.unreadable)
  if (unreadable.size === 0 || !isAllFailing(parts)) return undefined
  const isOld = ({ origin }: Snapshot['candidates'][number]) =>
    readingsOf(origin).some((reading) => unreadable.has(reading))
  return snapshot.candidates.every(isOld) ? new AppError('unreachable', sentenceOf(parts)) : undefined
}

function sentenceOf([first, ...others]: readonly SourcePart[]): string {
  const reason = first?.detail ?? 'it can’t be read'
  const more = others.length === 0 ? '' : `, and ${others.length} more can’t be read either`
  return `${first?.name ?? 'It'}: ${reason}${more}`
}
