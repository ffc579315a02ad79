import 'server-only'
import type { ChunkSettings } from '@/lib/domain/document'
import type { Chunk } from '../chunk/chunk'
import type { ExtractLimits } from './extract'
import type { Extracted, ExtractInput } from './extracted'
import type { Stretch } from './stretch'

/** How tokens are counted, told so that another thread can do it. */
export type TokenCounting =
  { kind: 'estimate' } | { kind: 'tokenizer'; /** Of the model, with its tokenizer.json. */ folder: string }

/** How a document is cut. */
export interface Cutting {
  settings: ChunkSettings
  counting: TokenCounting
}

/** What was read, without the text. */
export type Facts = Omit<Extracted, 'text' | 'blocks'> & {
  /** Of the text, in UTF-16 units. */
  length: number
}

/** What the worker that reads and cuts is asked. */
export type ExtractAsk = {
  cutting: Cutting
  /** What begins at it or after it is not asked for. */
  end: number
} & (
  | { kind: 'file'; input: ExtractInput; limits: ExtractLimits }
  /** Was read before: the worker asks for its stretches. */
  | { kind: 'read'; facts: Pick<Facts, 'kind' | 'language' | 'length'> }
)

/** What it says and asks while it works, a little at a time: whoever hears it has others to serve. */
export type ExtractQuestion =
  | { kind: 'read'; facts: Facts }
  | { kind: 'stretch'; stretch: Stretch }
  | { kind: 'chunks'; chunks: Chunk[] }
  /** The one at this place is wanted. */
  | { kind: 'wanted'; start: number }
export type ExtractAnswer = Stretch | null
