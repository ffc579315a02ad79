import 'server-only'
import type { AppEvent } from '@/lib/domain/event'
import type { LiveSource } from './live-source'
import { partsOf } from './parts-of'

/** Tells when a source, or a part of it, fares otherwise than it did when last looked at: between runs, too. */
export class SourceNews {
  readonly #known = new Map<string, string>()

  constructor(private readonly publish: (event: AppEvent) => void) {}

  look(sources: readonly LiveSource[]): void {
    for (const live of sources) {
      const now = stateOf(live)
      const before = this.#known.get(live.id)
      this.#known.set(live.id, now)
      if (before !== undefined && before !== now) this.publish({ kind: 'source-changed', source: live.id })
    }
  }
}

/** Counts change with every run, which is told by itself. */
function stateOf(live: LiveSource): string {
  const parts = partsOf(live).map(({ name, state, detail }) => [name, state, detail])
  return JSON.stringify([live.condition, live.isWatching, parts])
}
