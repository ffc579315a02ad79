import { describe, expect, it } from 'vitest'
import { concerned, expectedPatch, type Known, undoSteps } from './actions'
import { patchRows } from './patch-rows'
import { type BulkItem, runInChunks } from './run-in-chunks'

const names = Array.from({ length: 25 }, (_, index) => `s${index}`)
const ok = (name: string): BulkItem => ({ name, ok: true })
const idleSignal = new AbortController().signal

describe('runInChunks', () => {
  it('sends every name once, in chunks, and tells the progress after each', async () => {
    const sent: string[][] = []
    const progress: number[] = []
    const results = await runInChunks(names, {
      size: 10,
      signal: idleSignal,
      send: async (chunk) => {
        sent.push(chunk)
        return Promise.resolve(chunk.map(ok))
      },
      onProgress: (done) => progress.push(done.length),
    })
    expect(sent.map((chunk) => chunk.length)).toEqual([10, 10, 5])
    expect(results.map((item) => item.name)).toEqual(names)
    expect(progress).toEqual([10, 20, 25])
  })

  it('stops between two chunks when it is cancelled', async () => {
    const controller = new AbortController()
    const results = await runInChunks(names, {
      size: 10,
      signal: controller.signal,
      send: (chunk) => Promise.resolve(chunk.map(ok)),
      onProgress: () => controller.abort(),
    })
    expect(results).toHaveLength(10)
  })

  it('goes on after a chunk that failed whole, and blames each of its servers', async () => {
    const results = await runInChunks(names, {
      size: 10,
      signal: idleSignal,
      send: (chunk) =>
        chunk.includes('s0') ? Promise.reject(new Error('No answer')) : Promise.resolve(chunk.map(ok)),
      onProgress: () => undefined,
    })
    expect(results.filter((item) => !item.ok).map((item) => item.error?.message)).toEqual(
      Array.from({ length: 10 }, () => 'No answer'),
    )
    expect(results.filter((item) => item.ok)).toHaveLength(15)
  })
})

const a: Known = { name: 'a', enabled: true, tags: ['x'] }
const b: Known = { name: 'b', enabled: false, tags: [] }

describe('bulk actions', () => {
  it('shows at once what will be', () => {
    expect(expectedPatch({ action: 'disable' }, a)).toEqual({ enabled: false })
    expect(expectedPatch({ action: 'tag', tags: ['x', 'y'] }, a)).toEqual({ tags: ['x', 'y'] })
    expect(expectedPatch({ action: 'untag', tags: ['x'] }, a)).toEqual({ tags: [] })
  })

  it('leaves alone what is so already', () => {
    expect(concerned({ action: 'enable' }, [a, b])).toEqual([b])
    expect(concerned({ action: 'tag', tags: ['x'] }, [a, b])).toEqual([b])
    expect(concerned({ action: 'untag', tags: ['x'] }, [a, b])).toEqual([a])
    expect(concerned({ action: 'remove' }, [a, b])).toEqual([a, b])
  })

  it('undoes only what succeeded and only what it changed', () => {
    expect(undoSteps({ action: 'disable' }, [a, b], [ok('a'), ok('b')])).toEqual([
      { action: { action: 'enable' }, names: ['a'] },
    ])
    expect(undoSteps({ action: 'disable' }, [a], [{ name: 'a', ok: false }])).toEqual([])
  })

  it('does not take away a tag that was there before', () => {
    expect(undoSteps({ action: 'tag', tags: ['x', 'y'] }, [a, b], [ok('a'), ok('b')])).toEqual([
      { action: { action: 'untag', tags: ['x'] }, names: ['b'] },
      { action: { action: 'untag', tags: ['y'] }, names: ['a', 'b'] },
    ])
  })

  it('has no undo for a removal', () => {
    expect(undoSteps({ action: 'remove' }, [a], [ok('a')])).toEqual([])
  })
})

describe('patchRows', () => {
  const data = { pages: [{ items: [a] }, { items: [b] }], pageParams: [null, 'c'] }

  it('changes the rows that are named and keeps the identity of the rest', () => {
    const next = patchRows(data, new Map([['b', { enabled: true }]]))
    expect(next.pages[1]!.items[0]!.enabled).toBe(true)
    expect(next.pages[0]).toBe(data.pages[0])
  })

  it('is the same value when nothing is concerned', () => {
    expect(patchRows(data, new Map([['z', { enabled: true }]]))).toBe(data)
    expect(patchRows<unknown>(undefined, new Map([['z', {}]]))).toBeUndefined()
  })
})
