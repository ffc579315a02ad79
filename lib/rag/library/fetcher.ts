import 'server-only'
import { z } from 'zod'
import type { DocumentOrigin } from '@/lib/domain/document'
import { AppError } from '@/lib/kit/app-error'
import type { GuardedFetch } from '@/lib/kit/guarded-fetch'
import { bareMediaType } from './guess-kind'
import { fileTooLarge } from './multipart'

export interface Fetched {
  bytes: Uint8Array
  mediaType: string
}

export interface FetcherOptions {
  web: Pick<GuardedFetch, 'fetch'>
  readResource: (
    server: string,
    uri: string,
    signal: AbortSignal,
  ) => Promise<{ contents: readonly unknown[] }>
  maxBytes: number
}

const contentSchema = z.object({
  mimeType: z.string().optional(),
  text: z.string().optional(),
  blob: z.string().optional(),
})
type Content = z.infer<typeof contentSchema>

const ACCEPT = 'text/markdown, text/html;q=0.9, application/pdf;q=0.9, */*;q=0.5'

/** Brings the content of documents that are elsewhere. */
export class Fetcher {
  constructor(private readonly options: FetcherOptions) {}

  /** Throws AppErrors that say why not. */
  async fetch(origin: Exclude<DocumentOrigin, { kind: 'upload' }>, signal: AbortSignal): Promise<Fetched> {
    const fetched =
      origin.kind === 'url' ? await this.#fromWeb(origin.url, signal) : await this.#fromServer(origin, signal)
    if (fetched.bytes.byteLength > this.options.maxBytes) throw fileTooLarge(this.options.maxBytes)
    return fetched
  }

  async #fromWeb(address: string, signal: AbortSignal): Promise<Fetched> {
    const answer = await this.options.web.fetch(new URL(address), { accept: ACCEPT, signal })
    if (answer.status < 200 || answer.status > 299) throw refused(answer.url, answer.status)
    return { bytes: answer.body, mediaType: bareMediaType(answer.headers['content-type']) }
  }

  async #fromServer({ server, uri }: { server: string; uri: string }, signal: AbortSignal): Promise<Fetched> {
    const { contents } = await this.options.readResource(server, uri, signal)
    const readable = contents.flatMap((content) => contentSchema.safeParse(content).data ?? [])
    return bytesOf(readable) ?? noContent(server, uri)
  }
}

/** A resource of several texts is one document, of several files the first. */
function bytesOf(contents: readonly Content[]): Fetched | undefined {
  const texts = contents.filter(({ text }) => text !== undefined)
  const [first] = texts
  if (first) {
    const whole = texts.map(({ text }) => text).join('\n\n')
    return { bytes: Buffer.from(whole), mediaType: bareMediaType(first.mimeType ?? 'text/plain') }
  }
  const file = contents.find(({ blob }) => blob !== undefined)
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
