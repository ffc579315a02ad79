import 'server-only'
import { createHash } from 'node:crypto'
import { type Endpoint } from '@/lib/domain/endpoint'
import type { Clock } from '@/lib/kit/clock'

/** After so long a server may have been upgraded: ask again. An upgraded server still answers old clients, for ever. */
const KEPT_MS = 24 * 3_600_000

export interface Verdict {
  /** An old server: `initialize` at once, without the probe that a silent one would let time out. */
  legacy: boolean
  /** Declared as Streamable HTTP, but speaks SSE. */
  sse: boolean
  /** A session that the server did not let us end: probed on, instead of leaving another behind each time. */
  session?: string
}

/** What was found out about an endpoint, so that the next connect need not find out again. */
export class EraMemory {
  readonly #verdicts = new Map<string, Verdict & { at: number }>()

  constructor(private readonly clock: Clock) {}

  recall(endpoint: Endpoint): Verdict | undefined {
    const key = keyOf(endpoint)
    const verdict = this.#verdicts.get(key)
    if (!verdict) return undefined
    if (this.clock.now() - verdict.at < KEPT_MS) return verdict
    this.#verdicts.delete(key)
    return undefined
  }

  remember(endpoint: Endpoint, verdict: Verdict): void {
    this.#verdicts.set(keyOf(endpoint), { ...verdict, at: this.clock.now() })
  }

  /** Notes a session beside what is known; without one, that there is none any more. */
  keepSession(endpoint: Endpoint, session: string | undefined): void {
    const verdict = this.#verdicts.get(keyOf(endpoint))
    if (!verdict) return
    if (session === undefined) delete verdict.session
    else verdict.session = session
  }

  forget(endpoint: Endpoint): void {
    this.#verdicts.delete(keyOf(endpoint))
  }
}

/** A hash, so that no secret of an endpoint is kept here. */
function keyOf(endpoint: Endpoint): string {
  return createHash('sha256').update(JSON.stringify(endpoint)).digest('base64')
}
