import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedEntry } from '@/lib/domain/event'
import { RecentEntries } from './recent'

const entry = (id: number): FeedEntry => ({
  id,
  at: '2026-01-01T00:00:00.000Z',
  event: { kind: 'server-added', name: `s${id}`, source: 'manual' },
})

describe('RecentEntries', () => {
  it('answers with what follows an id, up to the limit', () => {
    const recent = new RecentEntries()
    recent.add([1, 2, 3, 5, 8].map(entry))
    expect(recent.after(2, 2)?.map(({ id }) => id)).toEqual([3, 5])
    expect(recent.after(8, 10)).toEqual([])
  })

  it('does not guess at what was before it began', () => {
    const recent = new RecentEntries()
    recent.startAfter(100)
    recent.add([entry(101)])
    expect(recent.after(99, 10)).toBeUndefined()
    expect(recent.after(100, 10)?.map(({ id }) => id)).toEqual([101])
  })

  it('forgets the oldest, and knows that it did', () => {
    const recent = new RecentEntries()
    recent.add(Array.from({ length: 10_001 }, (_, index) => entry(index + 1)))
    expect(recent.after(0, 1)).toBeUndefined()
    expect(recent.after(5_001, 1)?.[0]?.id).toBe(5_002)
    expect(recent.lastId).toBe(10_001)
  })

  it('keeps each id once and in order, whatever overlaps', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 10 }))), (batches) => {
        const recent = new RecentEntries()
        for (const [start, length] of batches) {
          recent.add(Array.from({ length }, (_, index) => entry(start + index + 1)))
        }
        const ids = recent.after(0, 1_000)?.map(({ id }) => id) ?? []
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
      }),
    )
  })
})
