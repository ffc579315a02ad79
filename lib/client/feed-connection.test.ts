import { describe, expect, it } from 'vitest'
import type { FeedEntry } from '../domain/event'
import { type EventSourceLike, FeedConnection, type FeedNews, type FeedState } from './feed-connection'

class FakeSource implements EventSourceLike {
  readonly #listeners = new Map<string, ((event: { data?: unknown }) => void)[]>()
  readyState = 0
  closed = false
  constructor(readonly url: string) {}
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
  }
  close(): void {
    this.closed = true
  }
  emit(type: string, data?: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ data })
  }
}

const entry = (id: number): FeedEntry => ({
  id,
  at: '2026-01-01T00:00:00.000Z',
  event: { kind: 'server-added', name: `s${id}`, source: 'manual' },
})

function setUp() {
  const sources: FakeSource[] = []
  const tasks: (() => void)[] = []
  const connection = new FeedConnection({
    open: (url) => {
      const source = new FakeSource(url)
      sources.push(source)
      return source
    },
    now: () => 1_000,
    schedule: (task) => void tasks.push(task),
  })
  const news: FeedNews[] = []
  const states: FeedState[] = []
  connection.onState((state) => states.push(state))
  const flush = () => tasks.splice(0).forEach((task) => task())
  return {
    connection,
    sources,
    tasks,
    news,
    states,
    flush,
    listen: () => connection.subscribe((n) => news.push(n)),
  }
}

describe('FeedConnection', () => {
  it('opens one stream for all who listen, and closes it after the last', () => {
    const { sources, listen } = setUp()
    const leave = [listen(), listen()]
    expect(sources.map(({ url }) => url)).toEqual(['/api/events'])
    leave[0]!()
    leave[0]!()
    expect(sources[0]!.closed).toBe(false)
    leave[1]!()
    expect(sources[0]!.closed).toBe(true)
  })

  it('gathers what comes at once into one piece of news', () => {
    const { sources, listen, tasks, news, flush } = setUp()
    listen()
    sources[0]!.emit('open')
    flush()
    for (let id = 1; id <= 10_000; id += 1) sources[0]!.emit('message', JSON.stringify(entry(id)))
    expect(tasks).toHaveLength(1)
    flush()
    expect(news.at(-1)!.entries).toHaveLength(10_000)
    expect(news).toHaveLength(2)
  })

  it('tells caches to read again after the first connection, but not after a resumed one', () => {
    const { sources, listen, news, flush } = setUp()
    listen()
    sources[0]!.emit('open')
    flush()
    expect(news).toEqual([{ entries: [], stale: true }])
    sources[0]!.emit('message', JSON.stringify(entry(1)))
    sources[0]!.emit('error')
    sources[0]!.emit('open')
    flush()
    expect(news.at(-1)).toEqual({ entries: [entry(1)], stale: false })
  })

  it('tells caches to read again when events are no longer kept', () => {
    const { sources, listen, news, flush } = setUp()
    listen()
    sources[0]!.emit('message', JSON.stringify(entry(1)))
    flush()
    sources[0]!.emit('gap', '{"resumeAt":500}')
    flush()
    expect(news.at(-1)).toMatchObject({ stale: true })
  })

  it('says since when it is away, and that it is back', () => {
    const { sources, listen, states } = setUp()
    listen()
    sources[0]!.emit('open')
    sources[0]!.emit('error')
    sources[0]!.emit('error')
    sources[0]!.emit('open')
    expect(states).toEqual([{ kind: 'live' }, { kind: 'reconnecting', since: 1_000 }, { kind: 'live' }])
  })

  it('goes on after the last event when it has to open anew', () => {
    const { sources, listen } = setUp()
    const leave = listen()
    sources[0]!.emit('message', JSON.stringify(entry(41)))
    leave()
    listen()
    expect(sources[1]!.url).toBe('/api/events?after=41')
  })

  it('does not mind what it can not read', () => {
    const { sources, listen, news, flush } = setUp()
    listen()
    sources[0]!.emit('message', 'rubbish')
    sources[0]!.emit('message', JSON.stringify({ id: 1, at: 'x', event: { kind: 'from-the-future' } }))
    sources[0]!.emit('message', JSON.stringify(entry(2)))
    flush()
    expect(news.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual([2])
  })

  it('does not hear a stream that it has closed', () => {
    const { sources, listen, news, flush, states } = setUp()
    const leave = listen()
    leave()
    listen()
    sources[0]!.emit('message', JSON.stringify(entry(1)))
    sources[0]!.emit('error')
    flush()
    expect(news).toEqual([])
    expect(states).not.toContainEqual(expect.objectContaining({ kind: 'reconnecting' }))
  })
})
