import 'server-only'
import {
  deserializeMessage,
  type JSONRPCMessage,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/client'
import type { StdioEndpoint } from '@/lib/domain/endpoint'
import type { Environment } from './child-environment'
import { localFault, tooLarge } from './local-fault'
import { LineSplitter, type OversizeLine } from './line-splitter'
import type { Tree } from './memory-watch'
import { type Exit, StdioProcess } from './stdio-process'

export interface StdioTransportOptions {
  endpoint: StdioEndpoint
  /** Our environment, of which a child inherits a part. */
  ours: Environment
  maxMessageBytes: number
  onStderr: (line: string) => void
  /** A line on stdout that is no message; reported, not fatal. */
  onRubbish: (line: string) => void
  /** So many processes did not leave when asked. */
  onKilled: (count: number) => void
}

/**
 * MCP over a child's stdin and stdout. Ours instead of the SDK's, which starts no group of its own, ends the child
 * alone, and copies its buffer with every chunk.
 */
export class StdioTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: Transport['onmessage']

  #starting: Promise<StdioProcess> | undefined
  #process: StdioProcess | undefined
  #closed = false
  readonly #inbox: JSONRPCMessage[] = []
  #draining = false
  readonly #stderr: LineSplitter

  constructor(private readonly options: StdioTransportOptions) {
    this.#stderr = new LineSplitter(16 * 1024, {
      onLine: options.onStderr,
      onOversize: (line) => options.onStderr(`${line.head}… (${line.bytes} bytes)`),
    })
  }

  /** With `pid`, what the SDK tells a stdio transport by: silence then means an old server, not an outage. */
  get stderr(): null {
    return null
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  /** The child and what it started. */
  get tree(): Tree | undefined {
    const child = this.#process
    return child && { leader: child.pid, mark: child.mark }
  }

  /** How the child ended, if it has. */
  get exit(): Exit | undefined {
    return this.#process?.exit
  }

  async start(): Promise<void> {
    const stdout = new LineSplitter(this.options.maxMessageBytes, {
      onLine: (line) => this.#receive(line),
      onOversize: (line) => this.#refuse(line),
    })
    const { endpoint, ours } = this.options
    this.#starting = StdioProcess.start(endpoint, ours, {
      onStdout: (chunk) => stdout.push(chunk),
      onStderr: (text) => this.#stderr.push(Buffer.from(text)),
      onExit: () => this.#close(),
    })
    this.#process = await this.#starting
    if (this.#closed) throw new Error('Not connected')
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if (!this.#process || this.#closed) throw new Error('Not connected')
    await this.#process.write(serializeMessage(message))
  }

  /** Resolves when the child and all that it started are gone. */
  async close(): Promise<void> {
    this.#close()
    // A child that is still being started when the close comes must not outlive it.
    const child = await this.#starting?.catch(() => undefined)
    const killed = (await child?.end()) ?? 0
    if (killed > 0) this.options.onKilled(killed)
  }

  #close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#stderr.push(Buffer.from('\n'))
    this.onclose?.()
  }

  #receive(line: string): void {
    if (this.#closed) return
    let message: JSONRPCMessage
    try {
      message = deserializeMessage(line)
    } catch {
      this.options.onRubbish(line)
      return
    }
    this.#inbox.push(message)
    if (!this.#draining) this.#drain()
  }

  /** The SDK handles a notice a tick late; an answer right behind it would overtake it, and the last progress be lost. */
  #drain(): void {
    this.#draining = false
    for (let message = this.#inbox.shift(); message; message = this.#inbox.shift()) {
      this.onmessage?.(message)
      if ('id' in message) continue
      this.#draining = true
      queueMicrotask(() => queueMicrotask(() => this.#drain()))
      return
    }
  }

  /** The answer is too large to read, but its id stands at one of its ends: fail that call, keep the others. */
  #refuse(line: OversizeLine): void {
    const id =
      /^\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d+)/.exec(line.head) ??
      /"id"\s*:\s*(\d+)\s*\}\s*$/.exec(line.tail)
    const error = tooLarge(line.bytes, this.options.maxMessageBytes)
    this.onerror?.(error)
    if (id) this.onmessage?.(localFault(Number(id[1]), error))
  }
}
