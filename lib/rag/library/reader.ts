import 'server-only'
import { createHash } from 'node:crypto'
import type { ChunkSettings } from '@/lib/domain/document'
import type { ContentStore } from '@/lib/store/contents'
import type { Reading, ReadingStore } from '@/lib/store/readings'
import type { Chunk } from '../chunk/chunk'
import type { cutAgain, extract, ReadAndCut } from '../extract/extract'
import type { Cutting, TokenCounting } from '../extract/extract-work'
import type { ExtractInput } from '../extract/extracted'

export interface ReaderOptions {
  contents: ContentStore
  readings: ReadingStore
  extract: typeof extract
  cutAgain: typeof cutAgain
  counting: () => Promise<TokenCounting>
}

/** To be raised when extraction reads the same file otherwise than before: then it is read anew. */
const EXTRACTOR_VERSION = 2

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

  /**
   * Cuts what was read of it before, or is read now; `onRead` is called between. Throws what extraction throws.
   */
  async cut(
    source: Source,
    settings: ChunkSettings,
    signal: AbortSignal,
    onRead: () => void,
  ): Promise<{ reading: Reading; chunks: Chunk[] }> {
    const { contents, readings, extract } = this.options
    const form = formOf(source)
    const known = await readings.find(source.contentId, form)
    if (known) {
      onRead()
      return { reading: known, chunks: await this.#cutAgain(known, settings, { signal }) }
    }
    const bytes = await contents.bytes({ id: source.contentId, size: source.size })
    signal.throwIfAborted()
    const cutting = await this.#cutting(settings)
    const { facts, stretches, chunks } = await extract(
      { ...inputOf(source), bytes },
      { cutting, signal, onRead },
    )
    return { reading: await readings.write(source.contentId, form, facts, stretches), chunks }
  }

  /** How what lies before `end` in its text would be read and cut. Nothing is stored. */
  async preview(
    given: ExtractInput | Source,
    settings: ChunkSettings,
    { end, signal }: { end: number; signal: AbortSignal },
  ): Promise<ReadAndCut> {
    const { contents, readings, extract } = this.options
    const known = 'bytes' in given ? undefined : await readings.find(given.contentId, formOf(given))
    if (known) {
      const stretches = []
      for (let at = 0; at < Math.min(end, known.length); at += stretches.at(-1)?.text.length ?? end)
        stretches.push(await readings.part(known.id, at))
      return { facts: known, stretches, chunks: await this.#cutAgain(known, settings, { end, signal }) }
    }
    const bytes =
      'bytes' in given ? given.bytes : await contents.bytes({ id: given.contentId, size: given.size })
    return extract({ ...inputOf(given), bytes }, { cutting: await this.#cutting(settings), end, signal })
  }

  async #cutAgain(
    reading: Reading,
    settings: ChunkSettings,
    wanted: { end?: number; signal: AbortSignal },
  ): Promise<Chunk[]> {
    const { readings, cutAgain } = this.options
    const partAt = (start: number) => readings.part(reading.id, start)
    return cutAgain(reading, partAt, { cutting: await this.#cutting(settings), ...wanted })
  }

  async #cutting(settings: ChunkSettings): Promise<Cutting> {
    return { settings, counting: await this.options.counting() }
  }
}

function inputOf({ name, mediaType }: Pick<ExtractInput, 'name' | 'mediaType'>): Omit<ExtractInput, 'bytes'> {
  return { name, ...(mediaType !== undefined && { mediaType }) }
}

/** The same bytes are read otherwise under another ending, and where there is none, as another type. */
function formOf({ name, mediaType }: Source): string {
  const ending = /\.([^./\\]{1,20})$/.exec(name)?.[1]?.toLowerCase()
  const form = `${EXTRACTOR_VERSION} ${ending ?? mediaType}`
  return createHash('sha256').update(form).digest('base64url').slice(0, 22)
}
