import { z } from 'zod'

/** What a document is, by which it is read. */
export const DOCUMENT_KINDS = [
  'markdown',
  'text',
  'html',
  'pdf',
  'docx',
  'pptx',
  'xlsx',
  'csv',
  'json',
  'code',
] as const
export const documentKindSchema = z.enum(DOCUMENT_KINDS)
export type DocumentKind = z.infer<typeof documentKindSchema>

/** How documents of a collection are cut. Lengths are in tokens: the embedder's own where one is set, else estimated. */
export const chunkSettingsSchema = z.object({
  /** Passages are merged up to this length, */
  targetTokens: z.int().min(32).max(2_000).default(320),
  /** and what is longer than this is split: at sentences where it can be. */
  maxTokens: z.int().min(64).max(4_000).default(480),
  /** Words that a split part repeats of the part before. */
  overlapTokens: z.int().min(0).max(400).default(40),
  /** ISO 639-1; without it each document's own is found. */
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
})
export type ChunkSettings = z.infer<typeof chunkSettingsSchema>

export const collectionSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  chunking: chunkSettingsSchema,
  documents: z.int(),
  passages: z.int(),
  /** Of the originals. */
  bytes: z.number(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Collection = z.infer<typeof collectionSchema>

/** A server's resource is read again after so long, where the server says nothing else. */
export const RESOURCE_TTL_MS = 10 * 60_000

/** Where a document came from, and by what it is brought up to date. */
export const documentOriginSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('upload') }),
  z.object({ kind: z.literal('url'), url: z.string() }),
  z.object({
    kind: z.literal('resource'),
    server: z.string(),
    uri: z.string(),
    /** It is read again when the server says that it has changed, or after its time to live. */
    kept: z.boolean(),
    /** How, where it is kept: the server tells of changes, or it is read again from time to time. */
    upkeep: z
      .discriminatedUnion('by', [
        z.object({ by: z.literal('subscription') }),
        /** `told`: the server says that it holds for so long. */
        z.object({ by: z.literal('time'), everyMs: z.int(), told: z.boolean() }),
      ])
      .optional(),
    readAt: z.iso.datetime().optional(),
    /** Why it could not be read the last time. */
    problem: z.string().optional(),
  }),
])
export type DocumentOrigin = z.infer<typeof documentOriginSchema>

/** The stages of ingestion in their order: from these it goes on. */
export const UNFINISHED_STATES = [
  'queued',
  'fetching',
  'extracting',
  'chunking',
  'indexing',
  'embedding',
] as const
/** And how it ends. */
export const DOCUMENT_STATES = [...UNFINISHED_STATES, 'ready', 'failed', 'cancelled'] as const
export const documentStateSchema = z.enum(DOCUMENT_STATES)
export type DocumentState = z.infer<typeof documentStateSchema>

export const documentSchema = z.object({
  id: z.uuid(),
  collection: z.uuid(),
  /** The file's name, with the folders it was dropped with: `guides/dns.md`. */
  name: z.string(),
  /** What the document calls itself. */
  title: z.string().nullable(),
  kind: documentKindSchema,
  mediaType: z.string(),
  /** Bytes of the original. */
  size: z.number(),
  /** SHA-256 of the original, in hex: same content is stored once. */
  hash: z.string(),
  origin: documentOriginSchema,
  tags: z.array(z.string()),
  state: documentStateSchema,
  /** Of the stage it is in: 0 to 1; null where nobody can tell. */
  progress: z.number().min(0).max(1).nullable(),
  /** Why it failed, and what to do. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** What could not be read of a document that was read otherwise. */
  warnings: z.array(z.string()),
  passages: z.int(),
  /** Pages, slides or sheets; null where there are none. */
  pages: z.int().nullable(),
  /** ISO 639-1; null when it can't be told. */
  language: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  indexedAt: z.iso.datetime().nullable(),
})
export type Document = z.infer<typeof documentSchema>

export const PASSAGE_KINDS = ['prose', 'list', 'table', 'code'] as const

/** A place in a document's text: UTF-16 offsets, `end` exclusive; the page, slide or sheet counts from 1. */
export const placeSchema = z.object({
  start: z.int().min(0),
  end: z.int().min(0),
  page: z.int().positive().optional(),
  /** A sheet's name. */
  sheet: z.string().optional(),
  /** First and last line, from 1, of text that has lines: code, Markdown, CSV. */
  lines: z.tuple([z.int(), z.int()]).optional(),
})
export type Place = z.infer<typeof placeSchema>

export const passageSchema = z.object({
  /** Given anew when its document is indexed again; `place` stays true as long as the content does. */
  id: z.string(),
  document: z.uuid(),
  /** From 0, in the order of the text. */
  ordinal: z.int().min(0),
  kind: z.enum(PASSAGE_KINDS),
  /** Headings above it, outermost first. */
  heading: z.array(z.string()),
  text: z.string(),
  tokens: z.int(),
  place: placeSchema,
})
export type Passage = z.infer<typeof passageSchema>
