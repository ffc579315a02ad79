import 'server-only'
import {
  type FetchLike,
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  StreamableHTTPClientTransport,
  type Transport,
  type TransportSendOptions,
} from '@modelcontextprotocol/client'
import type { RemoteEndpoint } from '@/lib/domain/endpoint'
import { AppError } from '@/lib/kit/app-error'
import { boundedFetch } from './bounded-fetch'
import { localFault } from './local-fault'
import { addressOf } from './mask'

export interface HttpTransportOptions {
  endpoint: RemoteEndpoint
  maxMessageBytes: number
  /** Makes a fetch whose requests are let in. */
  letIn: (fetch: FetchLike) => FetchLike
  /** The stream of the server's own messages was lost: the server may be gone. */
  onStreamLost: () => void
}

/**
 * Streamable HTTP as the SDK has it, with one hole closed: when a stream ends before its answer has come, because the
 * server crashed in the middle of a call, the SDK leaves the call to its timeout. Here it ends at once.
 */
export class HttpTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: Transport['onmessage']
  readonly hasPerRequestStream = true

  readonly #inner: StreamableHTTPClientTransport
  readonly #pending = new Set<string | number>()
  #tooLarge: AppError | undefined

  constructor(private readonly options: HttpTransportOptions) {
    const { endpoint, maxMessageBytes, letIn } = options
    const fetch = boundedFetch(maxMessageBytes, (error) => {
      this.#tooLarge = error instanceof AppError ? error : undefined
    })
    this.#inner = new StreamableHTTPClientTransport(new URL(endpoint.url), {
      requestInit: { headers: endpoint.headers },
      fetch: letIn(fetch),
      reconnectionScheduler: (reconnect, delayMs) => {
        options.onStreamLost()
        const timer = setTimeout(reconnect, delayMs)
        return () => clearTimeout(timer)
      },
    })
    this.#inner.onclose = () => this.onclose?.()
    this.#inner.onerror = (error) => this.onerror?.(error)
    this.#inner.onmessage = (message) => this.#receive(message)
  }

  get sessionId(): string | undefined {
    return this.#inner.sessionId
  }

  start(): Promise<void> {
    return this.#inner.start()
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    // A subscription has its own way to hear of the end of its stream.
    if (!isJSONRPCRequest(message) || options?.onRequestStreamEnd) {
      return this.#inner.send(message, withoutUndefined(options))
    }
    const { id } = message
    this.#pending.add(id)
    try {
      const onRequestStreamEnd = () => this.#streamEnded(id)
      await this.#inner.send(message, { ...withoutUndefined(options), onRequestStreamEnd })
    } catch (error) {
      this.#pending.delete(id)
      throw error
    }
  }

  setProtocolVersion(version: string): void {
    this.#inner.setProtocolVersion(version)
  }

  /** Tells the server that the session is over (legacy only); a server that is gone does not hold us up. */
  async forget(limitMs: number): Promise<void> {
    const limit = new Promise<void>((resolve) => setTimeout(resolve, limitMs).unref())
    await Promise.race([this.#inner.terminateSession().catch(() => undefined), limit])
  }

  close(): Promise<void> {
    this.#pending.clear()
    return this.#inner.close()
  }

  #receive(message: JSONRPCMessage): void {
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) {
      if (message.id !== undefined) this.#pending.delete(message.id)
    }
    this.onmessage?.(message)
  }

  #streamEnded(id: string | number): void {
    if (!this.#pending.delete(id)) return
    const cut = new AppError(
      'unreachable',
      `${addressOf(this.options.endpoint.url)} ended its answer before it was whole. It may have crashed.`,
    )
    const error = this.#tooLarge ?? cut
    this.#tooLarge = undefined
    this.onmessage?.(localFault(id, error))
  }
}

type SendOptions = NonNullable<Parameters<StreamableHTTPClientTransport['send']>[1]>

/** The SDK's two types of these options differ in whether a key may be there and undefined. */
function withoutUndefined(options: TransportSendOptions = {}): SendOptions {
  const { resumptionToken, onresumptiontoken, requestSignal, onRequestStreamEnd, headers } = options
  return {
    ...(resumptionToken === undefined ? {} : { resumptionToken }),
    ...(onresumptiontoken && { onresumptiontoken }),
    ...(requestSignal && { requestSignal }),
    ...(onRequestStreamEnd && { onRequestStreamEnd }),
    ...(headers && { headers }),
  }
}
