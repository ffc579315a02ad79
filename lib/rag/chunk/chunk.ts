import 'server-only'
import type { ChunkSettings, DocumentKind, Passage, Place } from '@/lib/domain/document'
import type { Extracted } from '../extract/extracted'
import { lineFinder } from './line-finder'
import { type Group, groupOf, merge } from './merge'
import { piecesOf } from './pieces'
import { type Measure, split } from './split'

/** A passage that is not stored yet. */
export type Chunk = Omit<Passage, 'id' | 'document'>

/** Whose text has the lines of the file. */
const WITH_LINES: ReadonlySet<DocumentKind> = new Set(['markdown', 'text', 'csv', 'json', 'code'])

/**
 * Cuts a document into passages: by structure first, then what is too long is split and what is too short is merged.
 * `countTokens` is the embedder's own where there is one. Pure: the same document, settings and counter give the same.
 *
 * A passage's `text` is the document's at `place`; parts of a table repeat its caption and head before it. All of the
 * text but headings is in some passage, and headings are in the paths; none is longer than `maxTokens`.
 */
export function chunk(
  extracted: Pick<Extracted, 'text' | 'blocks' | 'kind' | 'language'>,
  settings: ChunkSettings,
  countTokens: (text: string) => number,
): Chunk[] {
  const { text, blocks, kind } = extracted
  const target = Math.min(settings.targetTokens, settings.maxTokens)
  const measure: Measure = {
    text,
    count: countTokens,
    target,
    max: settings.maxTokens,
    overlap: Math.min(settings.overlapTokens, Math.floor(target / 3)),
    language: settings.language ?? extracted.language ?? undefined,
  }
  const groups = piecesOf(text, blocks).flatMap((piece) => {
    const parts = split(piece, measure)
    return parts.map((part) => groupOf(piece, part, parts.length > 1))
  })
  const linesAt = WITH_LINES.has(kind) ? lineFinder(text) : null
  return merge(groups, measure, kind === 'pptx').map((group, ordinal) => ({
    ordinal,
    kind: mainKind(group),
    heading: [...group.heading],
    text: group.repeated + text.slice(group.start, group.end),
    tokens: group.tokens,
    place: placeOf(group, linesAt),
  }))
}

/** What most of it is. */
function mainKind({ kinds }: Group): Passage['kind'] {
  return [...kinds].reduce((most, one) => (one[1] > most[1] ? one : most))[0]
}

function placeOf({ start, end, page, sheet }: Group, linesAt: ((at: number) => number) | null): Place {
  return {
    start,
    end,
    ...(page === undefined ? {} : { page }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(linesAt === null ? {} : { lines: [linesAt(start), linesAt(Math.max(start, end - 1))] }),
  }
}
