import { z } from 'zod'
import { type FeedEntry, feedEntrySchema } from '../domain/event'
import { Emitter, type Listener } from '../kit/emitter'

/** `since`: when the feed was lost, ms since the epoch. */
export type FeedState = { kind: 'connecting' } | { kind: 'live' } | { kind: 'reconnecting'; since: number }

export interface FeedNews {
  entries: readonly FeedEntry[]
  /** Events may have been missed (first connection, or an id that is no longer kept): whoever caches must read again. */
  stale: boolean
}

/** What this needs of the browser's EventSource. */
export interface EventSourceLike {
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void
  close(): void
  readonly readyState: number
}

export interface FeedConnectionOptions {
  open: (url: string) => EventSourceLike
  url?: string
  now?: () => number
  /** Runs `task` soon, once for all that came meanwhile. */
  schedule?: (task: () => void) => void
}

const CLOSED = 2
const REOPEN_AFTER_MS = 3_000
const GATHER_MS = 100

/** One event stream for everyone on the page: opens with the first subscriber and closes after the last. */
export class FeedConnection {
  readonly #news = new Emitter<FeedNews>(reportError)
  readonly #states = new Emitter<FeedState>(reportError)
  #source: EventSourceLike | undefined
  #state: FeedState = { kind: 'connecting' }
  #lastId: number | undefined
  #gathered: FeedEntry[] = []
  #stale = false
  #scheduled = false
  #users = 0

  constructor(private readonly options: FeedConnectionOptions) {}

  get state(): FeedState {
    return this.#state
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: Listener<FeedNews>): () => void {
    const unsubscribe = this.#news.subscribe(listener)
    return this.#use(unsubscribe)
  }

  onState(listener: Listener<FeedState>): () => void {
    return this.#states.subscribe(listener)
  }

  #use(release: () => void): () => void {
    if (this.#users++ === 0) this.#open()
    let used = true
    return () => {
      if (!used) return
      used = false
      release()
      if (--this.#users === 0) this.#close()
    }
  }

  #open(): void {
    const { url = '/api/events', open } = this.options
    const source = open(this.#lastId === undefined ? url : `${url}?after=${this.#lastId}`)
    this.#source = source
    const whenCurrent = (task: (event: { data?: unknown }) => void) => (event: { data?: unknown }) => {
      // A closed stream may still have an event in the queue.
      if (this.#source === source) task(event)
    }
    source.addEventListener('open', whenCurrent(this.#onOpen))
    source.addEventListener('message', whenCurrent(this.#onMessage))
    source.addEventListener('gap', whenCurrent(this.#onGap))
    source.addEventListener('error', whenCurrent(this.#onError))
  }

  #close(): void {
    this.#source?.close()
    this.#source = undefined
    this.#setState({ kind: 'connecting' })
  }

  readonly #onOpen = (): void => {
    // What happened between the page's first readings and this moment is in no replay.
    if (this.#lastId === undefined) this.#gather([], true)
    this.#setState({ kind: 'live' })
  }

  readonly #onMessage = ({ data }: { data?: unknown }): void => {
    const entry = readEntry(data)
    if (!entry) return
    this.#lastId = entry.id
    this.#gather([entry], false)
  }

  readonly #onGap = ({ data }: { data?: unknown }): void => {
    const gap = gapSchema.safeParse(parseJson(data))
    if (gap.success) this.#lastId = gap.data.resumeAt
    this.#gather([], true)
  }

  readonly #onError = (): void => {
    if (this.#state.kind !== 'reconnecting') {
      this.#setState({ kind: 'reconnecting', since: (this.options.now ?? Date.now)() })
    }
    // The browser retries a lost stream by itself, but gives up for good on an HTTP error such as 503.
    const source = this.#source
    if (source?.readyState !== CLOSED) return
    setTimeout(() => {
      if (this.#source === source && this.#users > 0) this.#open()
    }, REOPEN_AFTER_MS)
  }

  #gather(entries: FeedEntry[], stale: boolean): void {
    this.#gathered.push(...entries)
    this.#stale ||= stale
    if (this.#scheduled) return
    this.#scheduled = true
    const schedule = this.options.schedule ?? ((task) => setTimeout(task, GATHER_MS))
    schedule(() => this.#tell())
  }

  #tell(): void {
    const news = { entries: this.#gathered, stale: this.#stale }
    this.#gathered = []
    this.#stale = false
    this.#scheduled = false
    this.#news.emit(news)
  }

  #setState(state: FeedState): void {
    this.#state = state
    this.#states.emit(state)
  }
}

export const gapSchema = z.object({ resumeAt: z.number().int() })

function readEntry(data: unknown): FeedEntry | undefined {
  // A newer server may send kinds of events that this page does not know yet.
  const entry = feedEntrySchema.safeParse(parseJson(data))
  return entry.success ? entry.data : undefined
}

function parseJson(data: unknown): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined
  } catch {
    return undefined
  }
}

function reportError(error: unknown): void {
  // As the browser does with a listener that throws.
  globalThis.reportError(error)
}
