import 'server-only'
import type { Extracted } from './extracted'
import type { ExtractLimits } from './extract'

/** What a reader of one kind of document gets. */
export interface Source {
  bytes: Uint8Array
  name: string
  limits: ExtractLimits
  signal: AbortSignal
}

/** What it makes of it. Expected failures are AppErrors; anything else it throws is taken for a broken file. */
export type Read = Pick<Extracted, 'title' | 'text' | 'blocks' | 'warnings'> & {
  pages?: number
  /** As the document says itself. */
  language?: string
}
export type Reader = (source: Source) => Read | Promise<Read>
