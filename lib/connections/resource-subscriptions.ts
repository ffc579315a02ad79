import 'server-only'
import { type McpSubscription, ProtocolError } from '@modelcontextprotocol/client'
import { inParallel } from '@/lib/kit/in-parallel'
import type { Session } from './session'

/** Requests of one session that are under way together. */
const AT_ONCE = 8

export interface ResourceSubscriptionsOptions {
  session: Session
  timeoutMs: () => number
  /** The server ended what carried its notices, and the session goes on. */
  onEnded: () => void
  /** The server does not tell of this one; it is not asked again in this session. */
  onRefused: (uri: string, error: ProtocolError) => void
}

/**
 * Of which resources one session hears when they change: one request each in the old era (`resources/subscribe`), one
 * stream for all in the new one (`subscriptions/listen`). Ends with its session.
 */
export class ResourceSubscriptions {
  #told = new Set<string>()
  readonly #refused = new Set<string>()
  #stream: McpSubscription | undefined
  /** What the stream was opened for. */
  #asked: readonly string[] = []

  constructor(private readonly options: ResourceSubscriptionsOptions) {}

  /** Those of which the server has agreed to tell. */
  get told(): ReadonlySet<string> {
    return this.#told
  }

  /** Brings them in line with what is wanted. Rejects with what the SDK threw when the server does not answer. */
  async adjust(wanted: readonly string[]): Promise<void> {
    if (this.options.session.facts.era === 'modern') await this.#listen(wanted)
    else await this.#request(wanted)
  }

  async #request(wanted: readonly string[]): Promise<void> {
    const { session, timeoutMs, onRefused } = this.options
    const { client } = session
    const options = { timeout: timeoutMs() }
    const kept = new Set(wanted)
    const unwanted = [...this.#told].filter((uri) => !kept.has(uri))
    await inParallel(unwanted, AT_ONCE, async (uri) => {
      this.#told.delete(uri)
      await answered(client.unsubscribeResource({ uri }, options))
    })
    const fresh = [...kept].filter((uri) => !this.#told.has(uri) && !this.#refused.has(uri))
    await inParallel(fresh, AT_ONCE, async (uri) => {
      const refusal = await answered(client.subscribeResource({ uri }, options))
      if (!refusal) {
        this.#told.add(uri)
        return
      }
      this.#refused.add(uri)
      onRefused(uri, refusal)
    })
  }

  async #listen(wanted: readonly string[]): Promise<void> {
    const { session, timeoutMs, onEnded } = this.options
    if (isSame(wanted, this.#asked)) return
    const before = this.#stream
    const next =
      wanted.length === 0
        ? undefined
        : await session.client.listen({ resourceSubscriptions: [...wanted] }, { timeout: timeoutMs() })
    this.#stream = next
    this.#asked = wanted
    this.#told = new Set(next?.honoredFilter.resourceSubscriptions ?? [])
    // Only now: what changes in between is told by one of the two.
    await before?.close()
    void next?.closed.then((cause) => {
      if (cause === 'local' || this.#stream !== next) return
      this.#stream = undefined
      this.#asked = []
      this.#told = new Set()
      onEnded()
    })
  }
}

/** The error that the server answered with, if it did; what is no answer is thrown. */
async function answered(request: Promise<unknown>): Promise<ProtocolError | undefined> {
  try {
    await request
    return undefined
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((uri, at) => uri === other[at])
}
