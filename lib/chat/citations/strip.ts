import 'server-only'
import { findMarks } from '@/lib/kit/citation-marks'
import type { TurnMessage, TurnPart } from '../message'

/**
 * An answer's parts without its citations: in a later turn their numbers would mean other passages. Only what was found
 * to be a citation goes; a number in brackets in code stays.
 */
export function withoutCitations({ parts }: Pick<TurnMessage, 'parts'>): TurnPart[] {
  const places = new Set(
    parts.flatMap((part) => (part.type === 'data-citations' ? part.data.map(({ at }) => at) : [])),
  )
  if (places.size === 0) return parts
  let offset = 0
  return parts.map((part) => {
    if (part.type !== 'text') return part
    const start = offset
    // Text parts are joined by a blank line, as the checks count.
    offset += part.text.length + 2
    return { ...part, text: cutOut(part.text, (at) => places.has(start + at)) }
  })
}

function cutOut(text: string, isCitation: (at: number) => boolean): string {
  let kept = ''
  let from = 0
  for (const { at, end } of findMarks(text)) {
    if (!isCitation(at)) continue
    kept += text.slice(from, at).trimEnd()
    from = end
  }
  return kept + text.slice(from)
}
