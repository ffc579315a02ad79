import 'server-only'
import type { UIMessageStreamWriter } from 'ai'
import type { Notice, Waiting } from '@/lib/domain/chat'
import type { TurnMessage } from './message'

export type Writer = UIMessageStreamWriter<TurnMessage>

/** What a turn tells of itself beside its answer: once each. */
export class Notices {
  readonly #told: Notice[] = []

  constructor(private readonly writer: Writer) {}

  tell(kind: Notice['kind'], message: string): void {
    if (this.#told.some((notice) => notice.message === message)) return
    // What is told anew of the same kind of cut replaces what was told before.
    const before = kind === 'shortened' ? this.#told.findIndex((notice) => notice.kind === kind) : -1
    if (before === -1) this.#told.push({ kind, message })
    else this.#told[before] = { kind, message }
    this.writer.write({ type: 'data-notices', id: 'notices', data: [...this.#told] })
  }

  /** Shown while it lasts; null ends it. */
  wait(waiting: Waiting): void {
    this.writer.write({ type: 'data-waiting', id: 'waiting', data: waiting })
  }
}
