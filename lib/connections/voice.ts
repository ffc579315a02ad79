import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { Clock } from '@/lib/kit/clock'
import { FeedLimit } from './feed-limit'

/** RFC 5424, as MCP's logging has them; from here on a person wants to know. */
const WORTH_TELLING: ReadonlySet<string> = new Set(['warning', 'error', 'critical', 'alert', 'emergency'])
const MAX_TEXT = 500
const PROGRESS_EVERY_MS = 1_000

export interface VoiceOptions {
  clock: Clock
  server: () => string
  mask: (text: string) => string
  publish: (event: AppEvent) => void
}

export interface ProgressNote {
  progress: number
  total?: number
  message?: string
}

/** What a server says of itself over the protocol, as far as it goes into the feed. */
export class Voice {
  readonly #logs: FeedLimit
  readonly #progress: FeedLimit

  constructor(private readonly options: VoiceOptions) {
    const { clock } = options
    this.#logs = new FeedLimit({ clock, burst: 10, everyMs: 5_000 })
    this.#progress = new FeedLimit({ clock, burst: 5, everyMs: 500 })
  }

  logged(level: string, text: string): void {
    if (!WORTH_TELLING.has(level)) return
    const passed = this.#logs.take()
    if (!passed) return
    const { server, publish } = this.options
    const more = passed.dropped > 0 ? ` (${passed.dropped} before it are in its log alone)` : ''
    publish({ kind: 'server-logged', name: server(), level, text: `${this.#short(text)}${more}` })
  }

  /** Hears of one call's progress; the first second of a call says nothing, and each one after it at most once. */
  progressOf(tool: string): (progress: ProgressNote) => void {
    const { clock, server, publish } = this.options
    let toldAt = clock.now()
    return ({ progress, total, message }) => {
      if (clock.now() - toldAt < PROGRESS_EVERY_MS || !this.#progress.take()) return
      toldAt = clock.now()
      publish({
        ...{ kind: 'call-progressed', name: server(), tool, progress },
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message: this.#short(message) }),
      })
    }
  }

  #short(text: string): string {
    const masked = this.options.mask(text)
    return masked.length > MAX_TEXT ? `${masked.slice(0, MAX_TEXT)}…` : masked
  }
}
