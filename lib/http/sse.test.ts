import { describe, expect, it } from 'vitest'
import type { FeedItem } from '@/lib/events/feed'
import { feedFrames, resumeAfter } from './events'
import { frame, sseResponse } from './sse'

const never = new AbortController().signal

async function* from<T>(...items: T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item)
}

describe('sseResponse', () => {
  it('opens at once and sends the frames in order', async () => {
    const response = sseResponse({ frames: from('data: 1\n\n', 'data: 2\n\n'), signal: never })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toContain('no-transform')
    expect(await response.text()).toBe('retry: 1000\n\ndata: 1\n\ndata: 2\n\n')
  })

  it('shows that it lives when nothing happens', async () => {
    const leaving = new AbortController()
    const silent = (async function* () {
      await new Promise((resolve) => leaving.signal.addEventListener('abort', resolve))
      yield ''
    })()
    const response = sseResponse({ frames: silent, signal: leaving.signal, heartbeatMs: 5 })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    expect((await reader.read()).value).toBe(':\n\n')
    leaving.abort()
  })

  it('reads its source no faster than it is read itself', async () => {
    let made = 0
    const fast = (async function* () {
      for (;;) {
        made += 1
        yield await Promise.resolve('x'.repeat(64 * 1_024))
      }
    })()
    const response = sseResponse({ frames: fast, signal: never })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(made).toBeLessThan(10)
    await response.body!.cancel()
  })

  it('drops a reader that has stopped taking, with the reason as its last word', async () => {
    const { promise: released, resolve } = Promise.withResolvers<string>()
    const fast = (async function* () {
      try {
        for (;;) yield await Promise.resolve('x'.repeat(64 * 1_024))
      } finally {
        resolve('released')
      }
    })()
    const response = sseResponse({ frames: fast, signal: never, heartbeatMs: 5, stallMs: 20 })
    await released
    expect((await response.text()).endsWith('event: end\ndata: {"reason":"too-slow"}\n\n')).toBe(true)
  })

  it('lets go of its source when the reader goes away', async () => {
    const { promise: released, resolve } = Promise.withResolvers<string>()
    const frames = (async function* () {
      try {
        for (;;) yield await Promise.resolve('data: 1\n\n')
      } finally {
        resolve('released')
      }
    })()
    const leaving = new AbortController()
    const response = sseResponse({ frames, signal: leaving.signal })
    await response.body!.getReader().read()
    leaving.abort()
    expect(await released).toBe('released')
  })

  it('ends with a reason when its source fails', async () => {
    const failing = (async function* () {
      yield await Promise.resolve('data: 1\n\n')
      throw new Error('the store is away')
    })()
    const text = await sseResponse({ frames: failing, signal: never }).text()
    expect(text).toContain('event: end\ndata: {"reason":"the store is away"}')
  })
})

describe('feedFrames', () => {
  it('numbers entries for Last-Event-ID, and names what is not an entry', async () => {
    const event = { kind: 'server-added' as const, name: 'a\nb', source: 'manual' }
    const items: FeedItem[] = [
      { kind: 'gap', resumeAt: 6 },
      { kind: 'entries', entries: [{ id: 7, at: '2026-01-01T00:00:00.000Z', event }] },
      { kind: 'end', reason: 'shutting-down' },
    ]
    const texts: string[] = []
    for await (const text of feedFrames(from(...items))) texts.push(text)
    expect(texts[0]).toBe('event: gap\nid: 6\ndata: {"resumeAt":6}\n\n')
    // A line break inside a value must not end the event.
    expect(texts[1]).toMatch(/^id: 7\ndata: \{"id":7,.*a\\nb.*\}\n\n$/)
    expect(texts[2]).toBe(frame({ event: 'end', data: { reason: 'shutting-down' } }))
  })
})

describe('resumeAfter', () => {
  const request = (id?: string) =>
    new Request('http://x/', id === undefined ? {} : { headers: { 'last-event-id': id } })

  it("prefers what the browser remembers over the page's first address", () => {
    expect(resumeAfter(request('12'), 3)).toBe(12)
    expect(resumeAfter(request(), 3)).toBe(3)
    expect(resumeAfter(request(''), undefined)).toBeUndefined()
  })

  it.each(['abc', '-1', '1.5'])('refuses the id "%s"', (id) => {
    expect(() => resumeAfter(request(id), undefined)).toThrow(/Last-Event-ID/)
  })
})
