import 'server-only'
import { chunk } from '../chunk/chunk'
import { type Asked, serveWorker } from '../workers/serve-worker'
import type { Extracted } from './extracted'
import { type ExtractAsk, type Facts } from './extract-work'
import { readDocument } from './read-document'
import { joined, type Stretch, stretchesOf } from './stretch'
import { counterOf } from './token-counter'

/** Passages that are handed over at once. */
const CHUNKS = 32

serveWorker<'extract'>(async (asked, thread) => {
  const found = asked.kind === 'file' ? await readFile(asked, thread) : await readAgain(asked, thread)
  const count = await counterOf(asked.cutting.counting)
  const chunks = chunk(found, asked.cutting.settings, count).filter(({ place }) => place.start < asked.end)
  for (let at = 0; at < chunks.length; at += CHUNKS)
    await thread.ask({ kind: 'chunks', chunks: chunks.slice(at, at + CHUNKS) })
  return null
})

async function readFile(
  { input, limits, end }: Extract<ExtractAsk, { kind: 'file' }>,
  { signal, ask }: Asked<'extract'>,
): Promise<Extracted> {
  const found = await readDocument(input, limits, signal)
  await ask({ kind: 'read', facts: factsOf(found) })
  for (const stretch of stretchesOf(found)) {
    if (stretch.start >= end) break
    await ask({ kind: 'stretch', stretch })
  }
  return found
}

async function readAgain(
  { facts }: Extract<ExtractAsk, { kind: 'read' }>,
  { ask }: Asked<'extract'>,
): Promise<Pick<Extracted, 'kind' | 'language' | 'text' | 'blocks'>> {
  const stretches: Stretch[] = []
  for (let start = 0; start < facts.length;) {
    const stretch = await ask({ kind: 'wanted', start })
    if (stretch === null || stretch.text === '') throw new Error(`The text ends at ${start}`)
    stretches.push(stretch)
    start += stretch.text.length
  }
  return { ...facts, ...joined(stretches) }
}

function factsOf({ kind, mediaType, title, language, pages, warnings, text }: Extracted): Facts {
  return { kind, mediaType, title, language, pages, warnings, length: text.length }
}
