import 'server-only'
import type { ExtractLimits } from './extract'
import type { Extracted, ExtractInput } from './extracted'

/** Reads a document on this thread. */
export function readDocument(
  input: ExtractInput,
  limits: ExtractLimits,
  signal: AbortSignal,
): Promise<Extracted> {
  signal.throwIfAborted()
  void limits
  const text = new TextDecoder().decode(input.bytes)
  return Promise.resolve({
    kind: 'text',
    mediaType: 'text/plain',
    title: null,
    language: null,
    pages: null,
    text,
    blocks: [{ kind: 'prose', place: { start: 0, end: text.length } }],
    warnings: [],
  })
}
