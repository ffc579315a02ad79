import 'server-only'
import { createHash } from 'node:crypto'
import type { ChunkSettings } from '@/lib/domain/document'
import type { ContentStore } from '@/lib/store/contents'
import type { Reading, ReadingStore, WholeReading } from '@/lib/store/readings'
import { chunk, type Chunk } from '../chunk/chunk'
import type { Extracted, ExtractInput } from '../extract/extracted'

export interface ReaderOptions {
  contents: ContentStore
  readings: ReadingStore
  extract: (input: ExtractInput, signal: AbortSignal) => Promise<Extracted>
  countTokens: (text: string) => number
}

/** To be raised when extraction reads the same file otherwise than before: then it is read anew. */
const EXTRACTOR_VERSION = 1

/** An original that is stored, and what else decides how it is read. */
export interface Source {
  contentId: string
  size: number
  name: string
  mediaType: string
}

/** Reads originals once for each way of reading them, and cuts what was read. */
export class Reader {
  constructor(private readonly options: ReaderOptions) {}

  /** What was read of it before, or is read now. Throws what extraction throws. */
  async read(source: Source, signal: AbortSignal): Promise<{ reading: Reading; whole: WholeReading }> {
    const { contents, readings } = this.options
    const form = formOf(source)
    const known = await readings.find(source.contentId, form)
    if (known) return { reading: known, whole: await this.#whole(known) }
    const bytes = await contents.bytes({ id: source.contentId, size: source.size })
    signal.throwIfAborted()
    const whole = await this.extract({ ...source, bytes }, signal)
    return { reading: await readings.write(source.contentId, form, whole), whole }
  }

  /** Of bytes that are not stored. */
  extract({ bytes, name, mediaType }: ExtractInput, signal: AbortSignal): Promise<Extracted> {
    return this.options.extract({ bytes, name, ...(mediaType !== undefined && { mediaType }) }, signal)
  }

  async #whole(reading: Reading): Promise<WholeReading> {
    const { readings } = this.options
    const { id, length, kind, mediaType, title, language, pages, warnings } = reading
    const facts = { kind, mediaType, title, language, pages, warnings }
    return { ...facts, text: await readings.text(id, 0, length), blocks: await readings.blocks(id) }
  }

  cut(reading: WholeReading, settings: ChunkSettings): Chunk[] {
    return chunk(reading, settings, this.options.countTokens)
  }
}

/** The same bytes are read otherwise under another ending, and where there is none, as another type. */
function formOf({ name, mediaType }: Source): string {
  const ending = /\.([^./\\]{1,20})$/.exec(name)?.[1]?.toLowerCase()
  const form = `${EXTRACTOR_VERSION} ${ending ?? mediaType}`
  return createHash('sha256').update(form).digest('base64url').slice(0, 22)
}
