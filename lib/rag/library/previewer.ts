import 'server-only'
import { type DocumentPreview } from '@/lib/domain/api/documents'
import { type ChunkSettings, chunkSettingsSchema } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { StoredDocument } from '@/lib/store/document-rows'
import type { WholeReading } from '@/lib/store/readings'
import { safeName } from './document-names'
import { bareMediaType } from './guess-kind'
import { readMultipart } from './multipart'
import type { Reader } from './reader'

/** Characters of the text that are shown. */
const SHOWN = 200_000

/** Shows how documents would be read and cut. */
export class Previewer {
  constructor(private readonly options: { reader: Reader; maxBytes: number }) {}

  /** Of the file of a multipart body; nothing is stored. */
  async file(request: Request, signal: AbortSignal): Promise<DocumentPreview> {
    const { reader, maxBytes } = this.options
    let chunking = chunkSettingsSchema.parse({})
    let given: { name: string; mediaType: string; bytes: Uint8Array } | undefined
    await readMultipart(request, {
      ...{ maxBytes, maxFiles: 1, signal },
      onField(name, value) {
        if (name === 'chunking') chunking = chunkingOf(value)
      },
      async onFile({ name, mediaType, bytes }) {
        given = {
          name: safeName(name) || 'unnamed',
          mediaType: bareMediaType(mediaType),
          bytes: await all(bytes),
        }
      },
    })
    if (!given) throw new AppError('bad-input', 'There is no file in this upload: send one “file” part')
    const { name } = given
    return this.#show(name, await reader.extract(given, signal), chunking)
  }

  async document(
    { name, contentId, size, mediaType }: StoredDocument,
    chunking: ChunkSettings,
    signal: AbortSignal,
  ): Promise<DocumentPreview> {
    const { reader } = this.options
    if (contentId === null)
      throw new AppError('not-found', 'It was not fetched yet: there is nothing to show')
    const { whole } = await reader.read({ contentId, size, name, mediaType }, signal)
    return this.#show(name, whole, chunking)
  }

  #show(name: string, reading: WholeReading, chunking: ChunkSettings): DocumentPreview {
    const { kind, title, language, pages, warnings, text, blocks } = reading
    const passages = this.options.reader.cut(reading, chunking)
    const isShown = ({ place }: { place: { start: number } }) => place.start < SHOWN
    return {
      ...{ name, kind, title, language, pages, warnings },
      text: text.slice(0, SHOWN).toWellFormed(),
      total: text.length,
      blocks: blocks.filter(isShown),
      passages: passages.filter(isShown),
    }
  }
}

function chunkingOf(field: string): ChunkSettings {
  try {
    return chunkSettingsSchema.parse(JSON.parse(field))
  } catch (error) {
    throw new AppError('bad-input', '“chunking” is not JSON of how to cut, as a collection has it', {
      cause: error,
    })
  }
}

async function all(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces)
}
