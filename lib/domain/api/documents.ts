import { z } from 'zod'
import {
  chunkSettingsSchema,
  collectionSchema,
  documentKindSchema,
  documentSchema,
  documentStateSchema,
  passageSchema,
  placeSchema,
} from '../document'
import { many, operation, pageOf } from './operation'

const idParams = z.object({ id: z.uuid() })
/** Commas stand between tags in a query, and in an upload. */
const tagSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^,]+$/, 'A tag holds no comma')
const tagsSchema = z.array(tagSchema).max(32)

export const collectionInputSchema = z.object({
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1_000).default(''),
  tags: tagsSchema.default([]),
  chunking: chunkSettingsSchema.prefault({}),
})

export const listCollections = operation({
  id: 'listCollections',
  method: 'GET',
  path: '/api/collections',
  summary: 'Collections of documents, by name; the first one is made at the first upload',
  response: z.object({ items: z.array(collectionSchema) }),
})

export const createCollection = operation({
  id: 'createCollection',
  method: 'POST',
  path: '/api/collections',
  summary: 'Make a collection',
  body: collectionInputSchema,
  response: collectionSchema,
  status: 201,
})

export const changeCollection = operation({
  id: 'changeCollection',
  method: 'PATCH',
  path: '/api/collections/{id}',
  summary: 'Rename or tag a collection, or cut its documents otherwise: then they are indexed again',
  params: idParams,
  body: z.object({
    name: z.string().trim().min(1).max(100).optional(),
    description: z.string().trim().max(1_000).optional(),
    tags: tagsSchema.optional(),
    chunking: chunkSettingsSchema.optional(),
  }),
  response: collectionSchema,
})

export const removeCollection = operation({
  id: 'removeCollection',
  method: 'DELETE',
  path: '/api/collections/{id}',
  summary: 'Delete a collection with its documents',
  params: idParams,
  response: z.undefined(),
  status: 204,
})

/** What both the list and a bulk action choose documents by. */
export const documentFilterSchema = z.object({
  collection: z.uuid().optional(),
  tag: many(z.string()).optional(),
  state: many(documentStateSchema).optional(),
  kind: many(documentKindSchema).optional(),
  server: z.string().optional(),
  /** A part of the name or title. */
  q: z.string().max(200).optional(),
})

export const listDocuments = operation({
  id: 'listDocuments',
  method: 'GET',
  path: '/api/documents',
  summary: 'Documents, newest change first',
  query: documentFilterSchema.extend({
    sort: z.enum(['updated', 'name', 'size', 'passages']).default('updated'),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    cursor: z.string().optional(),
  }),
  response: pageOf(documentSchema),
})
export type DocumentPage = z.infer<typeof listDocuments.response>

/** A file or address that was not taken, and why; the others were. */
export const refusedDocumentSchema = z.object({ name: z.string(), code: z.string(), message: z.string() })

/** `known`: the same content under the same name was there already, and nothing was queued for it. */
export const queuedDocumentsSchema = z.object({
  queued: z.array(documentSchema),
  known: z.array(documentSchema),
  refused: z.array(refusedDocumentSchema),
})
export type QueuedDocuments = z.infer<typeof queuedDocumentsSchema>

/**
 * The body is multipart/form-data: any number of `file` parts, their file names with folders; before them, optionally,
 * `collection` (an id or a name, made when there is none) and `tags` (comma-separated). It is streamed, so the route
 * reads it itself.
 */
export const addDocuments = operation({
  id: 'addDocuments',
  method: 'POST',
  path: '/api/documents',
  summary: 'Upload files (multipart: `file` parts, `collection`, `tags`); answers with what was queued',
  response: queuedDocumentsSchema,
  status: 202,
})

export const addDocumentUrls = operation({
  id: 'addDocumentUrls',
  method: 'POST',
  path: '/api/documents/urls',
  summary: 'Fetch documents from addresses; private ones only where they are allowed',
  body: z.object({
    urls: z
      .array(z.url({ protocol: /^https?$/ }))
      .min(1)
      .max(100),
    collection: z.string().max(100).optional(),
    tags: tagsSchema.default([]),
  }),
  response: queuedDocumentsSchema,
  status: 202,
})

export const addDocumentResources = operation({
  id: 'addDocumentResources',
  method: 'POST',
  path: '/api/documents/resources',
  summary: "Take a server's resources as documents, kept up to date when `keep`",
  body: z.object({
    server: z.string(),
    uris: z.array(z.string().min(1).max(2_000)).min(1).max(1_000),
    collection: z.string().max(100).optional(),
    tags: tagsSchema.default([]),
    keep: z.boolean().default(true),
  }),
  response: queuedDocumentsSchema,
  status: 202,
})

export const getDocument = operation({
  id: 'getDocument',
  method: 'GET',
  path: '/api/documents/{id}',
  summary: 'A document',
  params: idParams,
  response: documentSchema,
})

export const changeDocument = operation({
  id: 'changeDocument',
  method: 'PATCH',
  path: '/api/documents/{id}',
  summary: 'Rename or tag a document, move it to another collection, keep a resource up to date or not',
  params: idParams,
  body: z.object({
    name: z.string().trim().min(1).max(500).optional(),
    tags: tagsSchema.optional(),
    collection: z.uuid().optional(),
    kept: z.boolean().optional(),
  }),
  response: documentSchema,
})

export const removeDocument = operation({
  id: 'removeDocument',
  method: 'DELETE',
  path: '/api/documents/{id}',
  summary: 'Delete a document with its passages',
  params: idParams,
  response: z.undefined(),
  status: 204,
})

export const actOnDocuments = operation({
  id: 'actOnDocuments',
  method: 'POST',
  path: '/api/documents/bulk',
  summary: 'Index again, cancel, delete or tag many documents: those named, or all that match the filter',
  body: z.object({
    action: z.enum(['reindex', 'cancel', 'remove', 'tag', 'untag']),
    /** For `tag` and `untag`. */
    tags: tagsSchema.default([]),
    ids: z.array(z.uuid()).max(10_000).optional(),
    filter: documentFilterSchema.optional(),
  }),
  response: z.object({ done: z.int(), refused: z.array(refusedDocumentSchema) }),
})

export const getDocumentOriginal = operation({
  id: 'getDocumentOriginal',
  method: 'GET',
  path: '/api/documents/{id}/original',
  summary: 'The file as it came; as an attachment, never run',
  params: idParams,
  response: z.unknown(),
  mediaType: 'application/octet-stream',
})

export const getDocumentText = operation({
  id: 'getDocumentText',
  method: 'GET',
  path: '/api/documents/{id}/text',
  summary: 'The text as it was read, or a part of it',
  params: idParams,
  query: z.object({
    start: z.coerce.number().int().min(0).default(0),
    /** At most 200,000 characters after `start`. */
    end: z.coerce.number().int().min(0).optional(),
  }),
  response: z.object({ text: z.string(), start: z.int(), end: z.int(), total: z.int() }),
})

export const listPassages = operation({
  id: 'listPassages',
  method: 'GET',
  path: '/api/documents/{id}/passages',
  summary: "A document's passages in order",
  params: idParams,
  query: z.object({
    limit: z.coerce.number().int().min(1).max(1_000).default(200),
    cursor: z.string().optional(),
  }),
  response: pageOf(passageSchema),
})

/** A piece of a document's structure, as extraction found it. */
export const blockSchema = z.object({
  kind: z.enum(['heading', 'prose', 'list', 'table', 'code', 'caption']),
  /** Of a heading: 1 to 6. */
  level: z.int().min(1).max(6).optional(),
  /** Of code. */
  language: z.string().optional(),
  place: placeSchema,
})
export type Block = z.infer<typeof blockSchema>

/** What a document comes to before it is indexed: `text`, its structure and how it would be cut. */
export const previewSchema = z.object({
  name: z.string(),
  kind: documentKindSchema,
  title: z.string().nullable(),
  language: z.string().nullable(),
  pages: z.int().nullable(),
  warnings: z.array(z.string()),
  /** The first 200,000 characters. */
  text: z.string(),
  total: z.int(),
  blocks: z.array(blockSchema),
  passages: z.array(passageSchema.omit({ id: true, document: true })),
})
export type DocumentPreview = z.infer<typeof previewSchema>

/** Multipart: one `file` part, and `chunking` as JSON before it. */
export const previewFile = operation({
  id: 'previewFile',
  method: 'POST',
  path: '/api/documents/preview',
  summary: 'How a file would be read and cut (multipart: `chunking` as JSON, `file`); nothing is stored',
  response: previewSchema,
})

export const previewDocument = operation({
  id: 'previewDocument',
  method: 'POST',
  path: '/api/documents/{id}/preview',
  summary: 'How a stored document would be cut with other settings',
  params: idParams,
  body: z.object({ chunking: chunkSettingsSchema }),
  response: previewSchema,
})
