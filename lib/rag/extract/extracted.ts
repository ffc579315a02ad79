import 'server-only'
import type { Block } from '@/lib/domain/api/documents'
import type { DocumentKind } from '@/lib/domain/document'

/** A file as it came: what it holds tells more about it than what it is called. */
export interface ExtractInput {
  bytes: Uint8Array
  /** With its ending; folders before it do no harm. */
  name: string
  /** What the sender said it is: asked last. */
  mediaType?: string
}

/** What a document says, and how it is built. */
export interface Extracted {
  kind: DocumentKind
  mediaType: string
  title: string | null
  /** ISO 639-1; null when it can't be told. */
  language: string | null
  /** Pages, slides or sheets; null where there are none. */
  pages: number | null
  /** Lines end with \n; without NUL and halves of surrogate pairs. */
  text: string
  /** In the order of the text, none overlapping another; what lies between them is blank. */
  blocks: Block[]
  /** What could not be read, in words. */
  warnings: string[]
}
