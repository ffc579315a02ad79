import 'server-only'
import {
  Client,
  type FetchLike,
  SSEClientTransport,
  SseError,
  type Transport,
} from '@modelcontextprotocol/client'
import { type AppError, isAppError, messageOf } from '@/lib/kit/app-error'
import { orAborted } from '@/lib/kit/deadline'
import { withAccess } from './auth/access'
import { answerServer, capabilitiesFor } from './answer-server'
import { boundedFetch } from './bounded-fetch'
import { classifyError, type ErrorContext } from './classify-error'
import { HttpTransport } from './http-transport'
import type { OpenOptions } from './open-session'
import { QuestionDesk } from './server-requests'
import { Session } from './session'
import { StdioTransport } from './stdio-transport'

/** A silent old server costs the whole probe, once; a slow new one must still be able to answer it. */
const MAX_STDIO_PROBE_MS = 10_000
const FORGET_LIMIT_MS = 1_000
const LAST_WORDS = 20
const MAX_RUBBISH_LINES = 20

export interface AttemptOptions {
  transport: 'stdio' | 'streamable-http' | 'sse'
  /** Skip the probe for the modern era. */
  legacy: boolean
}

/** One try at opening: a fresh client on a fresh transport, for the SDK takes each once only. */
export class Attempt {
  readonly #client: Client
  readonly #transport: Transport & { end: () => Promise<void> }
  readonly #lastWords: string[] = []
  readonly #desk = new QuestionDesk()
  #stdio: StdioTransport | undefined
  #session: Session | undefined
  #rubbish = 0
  #fetchFault: unknown
  /** Why the last request was not let in, of which the event stream's client tells the words alone. */
  #refused: AppError | undefined

  constructor(
    private readonly options: OpenOptions,
    private readonly how: AttemptOptions,
  ) {
    this.#client = this.#makeClient()
    this.#transport = this.#makeTransport()
  }

  /** Rejects with whatever the SDK threw; `discard` must follow. */
  async open(signal: AbortSignal): Promise<Session> {
    signal.throwIfAborted()
    // The probe takes no signal, so closing the transport under it is the way to end it.
    const abandon = () => void this.discard()
    signal.addEventListener('abort', abandon, { once: true })
    try {
      await orAborted(this.#connect(), signal)
    } catch (error) {
      throw this.#asTold(error)
    } finally {
      signal.removeEventListener('abort', abandon)
    }
    this.#session = new Session(
      this.#client,
      this.options.hooks,
      () => this.#transport.end(),
      this.#desk,
      this.#stdio?.tree,
    )
    if (this.#stdio?.exit) throw new Error('Connection closed')
    return this.#session
  }

  /** Resolves when nothing of the attempt is left. */
  async discard(): Promise<void> {
    await this.#transport.end().catch((error: unknown) => this.options.hooks.onLog('pool', messageOf(error)))
  }

  get diedDuringProbe(): boolean {
    return this.#stdio?.exit !== undefined
  }

  get context(): ErrorContext {
    return { endpoint: this.options.endpoint, exit: this.#stdio?.exit, lastWords: this.#lastWords }
  }

  async #connect(): Promise<void> {
    const timeout = this.options.connectTimeoutMs
    await this.#client.connect(this.#transport, {
      timeout,
      ...(this.how.legacy && { prior: { kind: 'legacy' as const } }),
    })
  }

  #makeClient(): Client {
    const { connectTimeoutMs, clientVersion, hooks, answers } = this.options
    const probeMs =
      this.how.transport === 'stdio' ? Math.min(MAX_STDIO_PROBE_MS, connectTimeoutMs / 2) : connectTimeoutMs
    const announce = (kind: 'tools' | 'resources' | 'prompts') => ({
      autoRefresh: false,
      debounceMs: 100,
      onChanged: () => hooks.onListChanged(kind),
    })
    const client = new Client(
      { name: 'portolan', version: clientVersion },
      {
        capabilities: capabilitiesFor(answers),
        versionNegotiation: { mode: 'auto', probe: { timeoutMs: probeMs } },
        listChanged: {
          tools: announce('tools'),
          resources: announce('resources'),
          prompts: announce('prompts'),
        },
      },
    )
    client.setNotificationHandler('notifications/message', ({ params }) => {
      const text = typeof params.data === 'string' ? params.data : JSON.stringify(params.data)
      hooks.onMessage(params.level, text)
    })
    client.setNotificationHandler('notifications/resources/updated', ({ params }) =>
      hooks.onResourceUpdated(params.uri),
    )
    answerServer(client, { desk: this.#desk, kinds: answers })
    client.onclose = () => this.#lost(new Error('Connection closed'))
    client.onerror = (error) => this.#trouble(error)
    return client
  }

  #makeTransport(): Transport & { end: () => Promise<void> } {
    const { endpoint, maxMessageBytes, ours, hooks } = this.options
    if (endpoint.kind === 'stdio') {
      const stdio = new StdioTransport({
        endpoint,
        ours,
        maxMessageBytes,
        onStderr: (line) => this.#hear(line),
        onRubbish: (line) => this.#reportRubbish(line),
        onKilled: (count) => hooks.onKilled(count),
      })
      this.#stdio = stdio
      return Object.assign(stdio, { end: once(() => stdio.close()) })
    }
    if (this.how.transport === 'sse') {
      const bounded = boundedFetch(maxMessageBytes, (error) => hooks.onLog('pool', error.message))
      const fetch: typeof bounded = (url, init) =>
        bounded(url, init).catch((error: unknown) => {
          this.#fetchFault = error
          throw error
        })
      // Deprecated with the transport itself, which many servers still speak.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      const sse = new SSEClientTransport(new URL(endpoint.url), {
        requestInit: { headers: endpoint.headers },
        fetch: this.#letIn(fetch),
      })
      return Object.assign(sse, { end: once(() => sse.close()) })
    }
    const http = new HttpTransport({
      endpoint,
      maxMessageBytes,
      letIn: (fetch) => this.#letIn(fetch),
      onStreamLost: () => hooks.onDoubt(),
    })
    const end = once(async () => {
      await http.forget(FORGET_LIMIT_MS)
      await http.close()
    })
    return Object.assign(http, { end })
  }

  #letIn(fetch: FetchLike): FetchLike {
    const { access } = this.options
    if (!access) return fetch
    const admitted = withAccess(fetch, access)
    return (url, init) =>
      admitted(url, init).catch((error: unknown) => {
        if (isAppError(error)) this.#refused = error
        throw error
      })
  }

  #asTold(error: unknown): unknown {
    return error instanceof SseError && error.code === undefined ? (this.#refused ?? error) : error
  }

  #hear(line: string): void {
    this.options.hooks.onLog('stderr', line)
    this.#lastWords.push(line)
    if (this.#lastWords.length > LAST_WORDS) this.#lastWords.shift()
  }

  #reportRubbish(line: string): void {
    this.#rubbish += 1
    if (this.#rubbish > MAX_RUBBISH_LINES) return
    const more = this.#rubbish === MAX_RUBBISH_LINES ? ' (further lines like this are not shown)' : ''
    this.options.hooks.onLog('pool', `Not a message on stdout: ${line.slice(0, 200)}${more}`)
  }

  #trouble(error: Error): void {
    this.#explain(error)
    this.options.hooks.onLog('pool', error.message.slice(0, 500))
    // The event stream's client would reconnect by itself into a new session that nobody has initialised.
    if (this.how.transport === 'sse' && error instanceof SseError) this.#lost(error)
    else if (this.how.transport !== 'stdio') this.options.hooks.onDoubt()
  }

  /** The event stream's client tells in words alone why it could not fetch. */
  #explain(error: unknown): void {
    if (error instanceof SseError) error.cause ??= this.#fetchFault
  }

  #lost(error: Error): void {
    if (!this.#session || this.#session.isClosing) return
    this.options.hooks.onLost(classifyError(this.#asTold(error), this.context))
  }
}

function once(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | undefined
  return () => (ending ??= end())
}
