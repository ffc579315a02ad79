import { describe, expect, it } from 'vitest'
import { failureNote, type ReadingFacts, readingNote } from './next-read'

const begunAt = new Date(1_000)
const resource = (kept: boolean) => ({ kind: 'resource' as const, server: 's', uri: 'note://a', kept })
const note = (facts: Partial<ReadingFacts> = {}, kept = true) => {
  const { readNextAt, ...rest } = readingNote(resource(kept), {
    begunAt,
    nowMs: 0,
    isTold: false,
    wasTold: false,
    ...facts,
  })
  return { inMs: readNextAt?.getTime() ?? null, watched: rest.watched, ttlMs: rest.ttlMs }
}

describe('when a server’s resource is read again', () => {
  it('is after ten minutes, where the server says nothing', () => {
    expect(note()).toEqual({ inMs: 600_000, watched: false, ttlMs: null })
    // What the SDK's servers say on their own.
    expect(note({ ttlMs: 0 })).toEqual({ inMs: 600_000, watched: false, ttlMs: null })
    expect(note({ ttlMs: Number.NaN })).toEqual({ inMs: 600_000, watched: false, ttlMs: null })
  })

  it('is when what the server said runs out, within a minute and a day', () => {
    expect(note({ ttlMs: 300_000.4 })).toEqual({ inMs: 300_000, watched: false, ttlMs: 300_000 })
    expect(note({ ttlMs: 5 })).toMatchObject({ inMs: 60_000, ttlMs: 60_000 })
    expect(note({ ttlMs: 1e300 })).toMatchObject({ inMs: 86_400_000, ttlMs: 86_400_000 })
  })

  it('is rarely, where the server tells of changes', () => {
    const told = { isTold: true, wasTold: true, ttlMs: 60_000 }
    expect(note(told)).toEqual({ inMs: 3_600_000, watched: true, ttlMs: 60_000 })
  })

  it('is at once, where the server has begun to tell of changes only after it was asked', () => {
    expect(note({ isTold: true })).toMatchObject({ inMs: 0, watched: true })
  })

  it('is never, where nobody keeps it', () => {
    expect(note({ isTold: true, ttlMs: 60_000 }, false)).toEqual({ inMs: null, watched: false, ttlMs: null })
    expect(failureNote(resource(false), begunAt, 0).readNextAt).toBeNull()
    expect(failureNote({ kind: 'url', url: 'http://x' }, begunAt, 0).readNextAt).toBeNull()
  })

  it('is soon after it failed', () => {
    expect(failureNote(resource(true), begunAt, 0).readNextAt).toEqual(new Date(300_000))
  })
})
