import 'server-only'
import type { Client, McpSubscription, SubscriptionFilter } from '@modelcontextprotocol/client'
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/client'
import { z } from 'zod'
import type { LogLine } from '@/lib/domain/api/capabilities'
import type { Connection } from '@/lib/domain/connection'
import type { AppError } from '@/lib/kit/app-error'
import type { Tree } from './memory-watch'
import type { QuestionDesk } from './server-requests'

/** What an opened session tells of itself. */
export type SessionFacts = Omit<Extract<Connection, { kind: 'ready' }>, 'kind' | 'since'>

export type ListKind = 'tools' | 'resources' | 'prompts'

export interface SessionHooks {
  /** The session has ended by itself. Never called once `close` was. */
  onLost: (error: AppError) => void
  /** Something broke that may mean that the server is gone: ask it. */
  onDoubt: () => void
  onListChanged: (kind: ListKind) => void
  onResourceUpdated: (uri: string) => void
  onLog: (stream: LogLine['stream'], text: string) => void
  /** A log message that came over the protocol. */
  onMessage: (level: string, text: string) => void
  /** So many processes of the server did not leave when asked, and were killed. */
  onKilled: (count: number) => void
}

const capabilitiesSchema = z.record(z.string(), z.json()).catch({})

/** One opened SDK client with its transport, from `opened` to `close`. Knows nothing of retries. */
export class Session {
  readonly facts: SessionFacts
  #closing: Promise<void> | undefined
  #subscription: McpSubscription | undefined
  #subscribed = true

  constructor(
    readonly client: Client,
    private readonly hooks: SessionHooks,
    /** Ends the transport; resolves when nothing of it is left. */
    private readonly endTransport: () => Promise<void>,
    /** Where the server's questions find the calls that they are about. */
    readonly desk: QuestionDesk,
    /** The server's processes, where it is a command. */
    readonly tree?: Tree,
  ) {
    this.facts = factsOf(client)
    this.#watch(client.autoOpenedSubscription)
  }

  get isClosing(): boolean {
    return this.#closing !== undefined
  }

  /** Whether the server keeps us informed of changes of this list. */
  announces(kind: ListKind): boolean {
    return this.client.getServerCapabilities()?.[kind]?.listChanged === true && this.#subscribed
  }

  /** Whether the server tells of changes of single resources, where it is asked to. */
  get announcesResources(): boolean {
    return this.client.getServerCapabilities()?.resources?.subscribe === true
  }

  offers(kind: ListKind): boolean {
    return this.client.getServerCapabilities()?.[kind] !== undefined
  }

  /** Right for the protocol's era; an answer of any kind is a sign of life. Rejects with what the SDK threw. */
  async ping(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const options = { timeout: timeoutMs, ...(signal && { signal }) }
    try {
      await (this.facts.era === 'modern' ? this.client.discover(options) : this.client.ping(options))
    } catch (error) {
      const answered =
        error instanceof ProtocolError && error.code === (ProtocolErrorCode.MethodNotFound as number)
      if (!answered) throw error
    }
  }

  /** Asks again for notices of changes after the server ended the stream that carried them (modern era). */
  async resubscribe(timeoutMs: number): Promise<void> {
    const lost = this.#subscription
    if (this.#subscribed || !lost || this.#closing) return
    this.#subscribed = true
    try {
      const filter: SubscriptionFilter = lost.honoredFilter
      this.#watch(await this.client.listen(filter, { timeout: timeoutMs }))
      // What changed in between was announced to nobody.
      for (const kind of ['tools', 'resources', 'prompts'] as const) this.hooks.onListChanged(kind)
    } catch (error) {
      this.#subscribed = false
      throw error
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.endTransport()
    return this.#closing
  }

  #watch(subscription: McpSubscription | undefined): void {
    if (!subscription) return
    this.#subscription = subscription
    void subscription.closed.then((cause) => {
      if (cause === 'local' || this.#closing) return
      this.#subscribed = false
      this.hooks.onDoubt()
    })
  }
}

/** Characters kept: the state travels in every list and event. */
const MAX_INSTRUCTIONS = 2_000

function factsOf(client: Client): SessionFacts {
  const info = client.getServerVersion()
  const instructions = client.getInstructions()
  return {
    era: client.getProtocolEra() ?? 'legacy',
    protocolVersion: client.getNegotiatedProtocolVersion() ?? 'unknown',
    serverInfo: {
      name: info?.name ?? 'unnamed',
      version: info?.version ?? 'unknown',
      ...(info?.title !== undefined && { title: info.title }),
    },
    capabilities: capabilitiesSchema.parse(client.getServerCapabilities() ?? {}),
    ...(instructions !== undefined && { instructions: instructions.slice(0, MAX_INSTRUCTIONS) }),
  }
}
