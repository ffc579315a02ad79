import 'server-only'
import type { z } from 'zod'
import type {
  actOnDocuments,
  addDocumentResources,
  addDocumentUrls,
  changeCollection,
  changeDocument,
  createCollection,
  DocumentPage,
  DocumentPreview,
  getDocumentText,
  listDocuments,
  listPassages,
  QueuedDocuments,
} from '@/lib/domain/api/documents'
import type { ChunkSettings, Collection, Document } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'

/** An original as it came: its bytes stream out in parts. */
export interface Original {
  name: string
  mediaType: string
  size: number
  hash: string
  bytes: ReadableStream<Uint8Array>
}

/** Documents and their collections: takes them in, keeps them, and has them indexed. */
export class Library {
  /** By name. */
  collections(): Promise<Collection[]> {
    return Promise.resolve([])
  }

  /** By id or name. Throws `not-found`. */
  collection(_idOrName: string): Promise<Collection> {
    return notYet()
  }

  /** Throws `already-exists`. */
  createCollection(_input: z.output<typeof createCollection.body>): Promise<Collection> {
    return notYet()
  }

  /** Documents are indexed again when they are cut otherwise. Throws `not-found`, `already-exists`. */
  changeCollection(_id: string, _change: z.output<typeof changeCollection.body>): Promise<Collection> {
    return notYet()
  }

  /** With its documents. Throws `not-found`. */
  removeCollection(_id: string): Promise<void> {
    return notYet()
  }

  list(_query: z.output<typeof listDocuments.query>): Promise<DocumentPage> {
    return notYet()
  }

  /** Throws `not-found`. */
  get(_id: string): Promise<Document> {
    return notYet()
  }

  /** Throws `not-found`, `already-exists`. */
  change(_id: string, _change: z.output<typeof changeDocument.body>): Promise<Document> {
    return notYet()
  }

  /** Throws `not-found`. */
  remove(_id: string): Promise<void> {
    return notYet()
  }

  act(_body: z.output<typeof actOnDocuments.body>): Promise<z.input<typeof actOnDocuments.response>> {
    return notYet()
  }

  /** Takes the files of a multipart body as they stream in. */
  upload(_request: Request, _signal: AbortSignal): Promise<QueuedDocuments> {
    return notYet()
  }

  addUrls(_body: z.output<typeof addDocumentUrls.body>): Promise<QueuedDocuments> {
    return notYet()
  }

  addResources(_body: z.output<typeof addDocumentResources.body>): Promise<QueuedDocuments> {
    return notYet()
  }

  /** Throws `not-found`, also while nothing was fetched yet. */
  original(_id: string): Promise<Original> {
    return notYet()
  }

  /** The text that the served passages point into. Throws `not-found` before it was read. */
  text(
    _id: string,
    _range: z.output<typeof getDocumentText.query>,
  ): Promise<z.input<typeof getDocumentText.response>> {
    return notYet()
  }

  /** Served passages in order. Throws `not-found`. */
  passages(
    _id: string,
    _query: z.output<typeof listPassages.query>,
  ): Promise<z.input<typeof listPassages.response>> {
    return notYet()
  }

  /** How the file of a multipart body would be read and cut. */
  previewFile(_request: Request, _signal: AbortSignal): Promise<DocumentPreview> {
    return notYet()
  }

  previewDocument(_id: string, _chunking: ChunkSettings, _signal: AbortSignal): Promise<DocumentPreview> {
    return notYet()
  }
}

function notYet<T>(): Promise<T> {
  return Promise.reject(new AppError('not-found', 'There are no documents yet'))
}
