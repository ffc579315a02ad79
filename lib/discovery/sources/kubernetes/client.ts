import 'server-only'
import type { Readable } from 'node:stream'
import type { KubeConfig } from '@kubernetes/client-node'
import { type Dispatcher, request } from 'undici'
import { AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import { deadline, orAborted } from '@/lib/kit/deadline'
import { SingleFlight } from '@/lib/kit/single-flight'
import { ApiError, apiErrorOf } from './api-error'
import { Session } from './session'
import type { Timings } from './timings'

/** More than any page of a list; what is larger is no list of servers. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface ClientParts {
  context: string
  loadConfig: () => Promise<KubeConfig>
  clock: Clock
  timings: Pick<Timings, 'requestMs' | 'renewMs' | 'watchMs' | 'silenceMs'>
}

/**
 * Asks the API server of one context. Thin on purpose: the library's informer ends silently on an error and its calls
 * leave connections behind, while its reading of kubeconfigs and credentials is what nobody should write again.
 */
export class ClusterClient {
  readonly #opening = new SingleFlight<'session', Session>()
  readonly #retired = new Set<Promise<void>>()
  #session: Session | undefined

  constructor(private readonly parts: ClientParts) {}

  /** The body of an answer, as it was sent. Throws `ApiError`, or an AppError `unreachable`, `timed-out`, `protocol-error`. */
  async getJson(path: string, query: Query, parent: AbortSignal): Promise<unknown> {
    using signal = deadline(parent, this.parts.timings.requestMs, 'The API server')
    const response = await this.#get(path, query, signal)
    const text = await translated(readText(response.body, MAX_ANSWER_BYTES), signal)
    try {
      return JSON.parse(text) as unknown
    } catch (error) {
      throw new AppError('protocol-error', 'The API server answered with something else than JSON', {
        cause: error,
      })
    }
  }

  /** The body of an answer that goes on for as long as the API server likes, unless nothing comes for too long. */
  async openStream(path: string, query: Query, signal: AbortSignal): Promise<Readable> {
    const { watchMs, silenceMs } = this.parts.timings
    return (await this.#get(path, query, signal, watchMs + silenceMs)).body
  }

  /** Settles when no connection is left; abort what is under way first. */
  async stop(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    await Promise.allSettled([session?.destroy(), ...this.#retired])
  }

  async #get(
    path: string,
    query: Query,
    signal: AbortSignal,
    bodyTimeout = this.parts.timings.requestMs,
  ): Promise<Dispatcher.ResponseData> {
    const session = await this.#inTime(this.#current(), signal)
    const response = await this.#ask(session, path, query, signal, bodyTimeout)
    if (response.statusCode !== 401 || !this.#retire(session)) return this.#checked(response)
    // Read again: a token may have been renewed beside us.
    await response.body.dump()
    const renewed = await this.#inTime(this.#current(), signal)
    return this.#checked(await this.#ask(renewed, path, query, signal, bodyTimeout))
  }

  async #ask(session: Session, path: string, query: Query, signal: AbortSignal, bodyTimeout: number) {
    const url = new URL(session.server + path)
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, String(value))
    const headers = await this.#inTime(session.headers(), signal)
    const { dispatcher } = session
    const headersTimeout = this.parts.timings.requestMs
    try {
      return await request(url, { dispatcher, headers, signal, headersTimeout, bodyTimeout })
    } catch (error) {
      // The kubeconfig may name another address or authority by now.
      if (!signal.aborted) this.#retire(session)
      throw translate(error, signal, url.host)
    }
  }

  async #checked(response: Dispatcher.ResponseData): Promise<Dispatcher.ResponseData> {
    if (response.statusCode === 200) return response
    const text = await readText(response.body, 1024 * 1024).catch(() => '')
    const retryAfter = response.headers['retry-after']
    throw apiErrorOf(
      parsed(text),
      response.statusCode,
      typeof retryAfter === 'string' ? retryAfter : undefined,
    )
  }

  /** A program that gives credentials may hang: it is named before the answer is overdue, and a watch has no limit at all. */
  async #inTime<T>(task: Promise<T>, parent: AbortSignal): Promise<T> {
    const limitMs = this.parts.timings.requestMs / 2
    using signal = deadline(parent, limitMs, 'What gives the credentials of the kubeconfig')
    return await orAborted(task, signal)
  }

  #current(): Promise<Session> {
    if (this.#session) return Promise.resolve(this.#session)
    return this.#opening.run('session', async () => {
      const config = await this.parts.loadConfig()
      this.#session = await Session.open(config, this.parts.context, this.parts.clock.now())
      return this.#session
    })
  }

  /** False when it was opened only now, so that nothing new is to be had. */
  #retire(session: Session): boolean {
    if (this.#session !== session) return true
    if (this.parts.clock.now() - session.openedAt < this.parts.timings.renewMs) return false
    this.#session = undefined
    const closed = session.close().finally(() => this.#retired.delete(closed))
    this.#retired.add(closed)
    return true
  }
}

async function readText(body: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > limit)
      throw new AppError('too-large', `The API server answered with more than ${limit} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function translated<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await task
  } catch (error) {
    throw translate(error, signal)
  }
}

/** What undici throws, as what a person can act on. */
export function translate(error: unknown, signal: AbortSignal, host?: string): unknown {
  if (signal.aborted) return signal.reason
  if (error instanceof ApiError || isAppError(error)) return error
  const code = codeOf(error)
  const at = host === undefined ? '' : ` at ${host}`
  if (code.endsWith('_TIMEOUT'))
    return new AppError('timed-out', `The API server${at} did not answer in time (${code})`, { cause: error })
  return new AppError(
    'unreachable',
    `The API server${at} can't be reached: ${WORDS[code] ?? textOf(error, code)}`,
    {
      cause: error,
    },
  )
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENOTFOUND: 'the name is not known',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by the authority in the kubeconfig',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the authority in the kubeconfig',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the authority in the kubeconfig',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function textOf(error: unknown, code: string): string {
  return messageOf(error) || code || 'for no reason that it tells'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return { message: text.slice(0, 200) }
  }
}
