import 'server-only'
import { type DocumentPreview } from '@/lib/domain/api/documents'
import { type ChunkSettings, chunkSettingsSchema } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { StoredDocument } from '@/lib/store/document-rows'
import { safeName } from './document-names'
import { bareMediaType } from './guess-kind'
import { readMultipart } from './multipart'
import type { ReadAndCut } from '../extract/extract'
import { joined } from '../extract/stretch'
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
    return shown(given.name, await reader.preview(given, chunking, { end: SHOWN, signal }))
  }

  async document(
    { name, contentId, size, mediaType }: StoredDocument,
    chunking: ChunkSettings,
    signal: AbortSignal,
  ): Promise<DocumentPreview> {
    const { reader } = this.options
    if (contentId === null)
      throw new AppError('not-found', 'It was not fetched yet: there is nothing to show')
    const source = { contentId, size, name, mediaType }
    return shown(name, await reader.preview(source, chunking, { end: SHOWN, signal }))
  }
}

function shown(name: string, { facts, stretches, chunks }: ReadAndCut): DocumentPreview {
  const { kind, title, language, pages, warnings, length } = facts
  const { text, blocks } = joined(stretches)
  return {
    ...{ name, kind, title, language, pages, warnings },
    text: text.slice(0, SHOWN).toWellFormed(),
    total: length,
    blocks: blocks.filter(({ place }) => place.start < SHOWN),
    passages: chunks,
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
