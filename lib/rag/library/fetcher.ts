import 'server-only'
import { z } from 'zod'
import type { DocumentOrigin } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { GuardedFetch } from '@/lib/kit/guarded-fetch'
import { bareMediaType } from './guess-kind'
import { fileTooLarge } from './multipart'
import { readingNote } from './next-read'

export interface Fetched {
  bytes: Uint8Array
  mediaType: string
  note: ReturnType<typeof readingNote>
}

type Content = Pick<Fetched, 'bytes' | 'mediaType'>
type Place = Extract<DocumentOrigin, { kind: 'resource' }>

export interface FetcherOptions {
  web: Pick<GuardedFetch, 'fetch'>
  servers: {
    readResource: (
      server: string,
      uri: string,
      signal: AbortSignal,
    ) => Promise<{ contents: readonly unknown[]; ttlMs?: number }>
    /** Whether it would tell of a change now. */
    isTold: (server: string, uri: string) => boolean
  }
  clock: Clock
  maxBytes: number
}

const partSchema = z.object({
  mimeType: z.string().optional(),
  text: z.string().optional(),
  blob: z.string().optional(),
})
type Part = z.infer<typeof partSchema>

const ACCEPT = 'text/markdown, text/html;q=0.9, application/pdf;q=0.9, */*;q=0.5'

/** Brings the content of documents that are elsewhere. */
export class Fetcher {
  constructor(private readonly options: FetcherOptions) {}

  /** Throws AppErrors that say why not. */
  async fetch(origin: Exclude<DocumentOrigin, { kind: 'upload' }>, signal: AbortSignal): Promise<Fetched> {
    const { clock, maxBytes } = this.options
    const begunAt = new Date(clock.now())
    const wasTold = this.#isTold(origin)
    const { content, ttlMs } =
      origin.kind === 'url'
        ? { content: await this.#fromWeb(origin.url, signal) }
        : await this.#fromServer(origin, signal)
    if (content.bytes.byteLength > maxBytes) throw fileTooLarge(maxBytes)
    const facts = { begunAt, nowMs: clock.now(), ttlMs, wasTold, isTold: this.#isTold(origin) }
    return { ...content, note: readingNote(origin, facts) }
  }

  #isTold(origin: DocumentOrigin): boolean {
    return origin.kind === 'resource' && this.options.servers.isTold(origin.server, origin.uri)
  }

  async #fromWeb(address: string, signal: AbortSignal): Promise<Content> {
    const answer = await this.options.web.fetch(new URL(address), { accept: ACCEPT, signal })
    if (answer.status < 200 || answer.status > 299) throw refused(answer.url, answer.status)
    return { bytes: answer.body, mediaType: bareMediaType(answer.headers['content-type']) }
  }

  async #fromServer({ server, uri }: Place, signal: AbortSignal) {
    const { contents, ttlMs } = await this.options.servers.readResource(server, uri, signal)
    const parts = contents.flatMap((part) => partSchema.safeParse(part).data ?? [])
    return { content: contentOf(parts) ?? noContent(server, uri), ttlMs }
  }
}

/** A resource of several texts is one document, of several files the first. */
function contentOf(parts: readonly Part[]): Content | undefined {
  const texts = parts.filter(({ text }) => text !== undefined)
  const [first] = texts
  if (first) {
    const whole = texts.map(({ text }) => text).join('\n\n')
    return { bytes: Buffer.from(whole), mediaType: bareMediaType(first.mimeType ?? 'text/plain') }
  }
  const file = parts.find(({ blob }) => blob !== undefined)
  if (file?.blob === undefined) return undefined
  return { bytes: Buffer.from(file.blob, 'base64'), mediaType: bareMediaType(file.mimeType) }
}

function noContent(server: string, uri: string): never {
  throw new AppError('protocol-error', `${server} answers for ${uri} with neither a text nor a file`)
}

function refused({ host }: URL, status: number): AppError {
  if (status === 404 || status === 410) {
    return new AppError('not-found', `${host} has nothing at this address (${status})`)
  }
  if (status === 401 || status === 403) {
    return new AppError(
      'forbidden',
      `${host} does not give this to everyone (${status}): upload the file instead`,
    )
  }
  return new AppError('call-failed', `${host} answered ${status} instead of a document; try again later`)
}
