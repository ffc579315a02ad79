import 'server-only'
import type { Document } from '@/lib/domain/document'
import type { AppEvent } from '@/lib/domain/event'
import type { EventBus } from '@/lib/events/bus'
import type { Clock } from '@/lib/kit/clock'

const EVERY_MS = 1_000

export type Announced = Pick<Document, 'id' | 'collection' | 'name' | 'title' | 'state' | 'progress'>

/** Tells of documents and collections: of each at most once a second, and always of how it is at the end. */
export class Announcer {
  /** What is to be said once its second is over; undefined when there is nothing new. */
  readonly #resting = new Map<string, AppEvent | undefined>()

  constructor(private readonly options: { bus: Pick<EventBus, 'publish'>; clock: Clock }) {}

  changed({ id, collection, name, title, state, progress }: Announced): void {
    const event = { document: id, collection, title: title ?? name, state, progress }
    this.#say(id, { kind: 'document-changed', ...event })
  }

  removed({ id, collection, name, title }: Omit<Announced, 'state' | 'progress'>): void {
    // What was still to be said of it would come after its end.
    if (this.#resting.has(id)) this.#resting.set(id, undefined)
    const event = { document: id, collection, title: title ?? name }
    this.options.bus.publish({ kind: 'document-removed', ...event })
  }

  /** It, or what it holds in numbers. */
  collectionChanged(collection: string): void {
    this.#say(collection, { kind: 'collection-changed', collection })
  }

  #say(id: string, event: AppEvent): void {
    if (this.#resting.has(id)) {
      this.#resting.set(id, event)
      return
    }
    this.options.bus.publish(event)
    this.#rest(id)
  }

  #rest(id: string): void {
    this.#resting.set(id, undefined)
    this.options.clock.after(EVERY_MS, () => {
      const next = this.#resting.get(id)
      this.#resting.delete(id)
      if (next) this.#say(id, next)
    })
  }
}
