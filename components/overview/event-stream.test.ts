import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppEvent, FeedEntry } from '@/lib/domain/event'
import { entriesOf, KEPT, mergeEntries } from './event-stream'

const at = '2026-11-22T08:00:00.000Z'
const entry = (id: number, event?: AppEvent): FeedEntry => ({
  id,
  at,
  event: event ?? { kind: 'server-added', name: `s${id}`, source: 'manual' },
})
const ids = (entries: readonly FeedEntry[]) => entries.map(({ id }) => id)

describe('mergeEntries', () => {
  it('puts what is new on top, whatever the order in which it came', () => {
    expect(ids(mergeEntries([entry(3), entry(2)], [entry(4), entry(5)]))).toEqual([5, 4, 3, 2])
  })

  it('keeps each event once when a replay overlaps', () => {
    expect(ids(mergeEntries([entry(3), entry(2)], [entry(2), entry(3), entry(4)]))).toEqual([4, 3, 2])
  })

  it('returns the same list when nothing is new', () => {
    const known = [entry(2), entry(1)]
    expect(mergeEntries(known, [entry(1)])).toBe(known)
  })

  it('forgets the oldest beyond what the page keeps', () => {
    const many = Array.from({ length: KEPT + 20 }, (_, index) => entry(index + 1))
    const merged = mergeEntries([], many)
    expect(merged).toHaveLength(KEPT)
    expect(merged[0]?.id).toBe(KEPT + 20)
  })

  it('is always newest first and without doubles', () => {
    const lists = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 200 })
    fc.assert(
      fc.property(lists, lists, (known, fresh) => {
        const before = [...known].sort((a, b) => b - a).map((id) => entry(id))
        const merged = ids(
          mergeEntries(
            before,
            fresh.map((id) => entry(id)),
          ),
        )
        expect(merged).toEqual([...new Set([...known, ...fresh])].sort((a, b) => b - a))
      }),
    )
  })
})

describe('entriesOf', () => {
  const call: AppEvent = {
    kind: 'call-finished',
    name: 'a',
    tool: 't',
    caller: 'api',
    durationMs: 1,
    outcome: 'ok',
  }
  const progress: AppEvent = {
    kind: 'connect-progressed',
    batch: 'b',
    done: 1,
    total: 1,
    name: 'a',
    outcome: 'ready',
  }
  const ran = {
    kind: 'source-ran',
    source: 'x',
    found: 1,
    added: 0,
    changed: 0,
    removed: 0,
    durationMs: 1,
  } as const

  it('shows one group, or all', () => {
    const entries = [entry(2, call), entry(1)]
    expect(ids(entriesOf(entries, 'calls'))).toEqual([2])
    expect(ids(entriesOf(entries, 'all'))).toEqual([2, 1])
  })

  it('leaves out what another event has told already', () => {
    expect(entriesOf([entry(1, progress)], 'all')).toEqual([])
  })

  it('tells of a source only when it found something new or failed', () => {
    const entries = [
      entry(3, { ...ran, outcome: 'ok', added: 1 }),
      entry(2, { ...ran, outcome: 'failed' }),
      entry(1, { ...ran, outcome: 'ok' }),
    ]
    expect(ids(entriesOf(entries, 'discovery'))).toEqual([3, 2])
  })

  it('tells of a configuration file once, as a reload', () => {
    const read = entry(1, { ...ran, source: 'config-file', outcome: 'ok', added: 2 })
    expect(entriesOf([read], 'all')).toEqual([])
  })

  it('leaves out what a dry run found, how a run goes on, and that nothing waits any more', () => {
    const ran = { source: 'http', found: 1, added: 1, changed: 0, removed: 0, durationMs: 5 } as const
    const run = '7b0c8f1e-6f2c-4a38-9f57-1d9d2a3c4b5e'
    const entries = [
      entry(5, { kind: 'source-ran', ...ran, outcome: 'ok', dryRun: true }),
      entry(4, { kind: 'run-changed', source: 'http', run, state: 'running' }),
      entry(3, { kind: 'source-changed', source: 'http' }),
      entry(2, { kind: 'held-changed', source: 'http', held: 0 }),
      entry(1, { kind: 'held-changed', source: 'http', held: 4 }),
    ]
    expect(ids(entriesOf(entries, 'all'))).toEqual([1])
  })
})
