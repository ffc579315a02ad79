import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { silentLogger } from '@/lib/kit/logger'
import type { Embedder } from '../embedder'
import { Embedders } from '../make-embedder'
import type { PickedEmbedding } from '../settings/pick-embedding'
import type { VectorIndexRow, Vectors } from '../stores'
import { Builder } from './builder'
import { IndexBook } from './index-book'

const picked: PickedEmbedding = {
  origin: 'settings',
  settings: { provider: 'onnx', model: 'small', pooling: 'mean', queryPrefix: '', passagePrefix: '' },
}
const PASSAGES = 40

/** An index and its passages in memory; each call of the model is the test's. */
function world({ takenBy }: { takenBy?: string } = {}) {
  const rows: VectorIndexRow[] = []
  const settings = new Map<string, unknown>()
  const state = {
    holder: takenBy,
    filled: 0,
    finished: false,
    wanted: true,
    embed: () => Promise.resolve(),
    told: 0,
  }
  const vectors: Partial<Vectors> = {
    indexes: () => Promise.resolve(rows),
    create: (row) => {
      rows.push({ ...row, id: 1, dimension: row.probe.length, state: 'building', error: null })
      return Promise.resolve(1)
    },
    setState: () => Promise.resolve(),
    finish: () => {
      state.finished = state.filled === PASSAGES
      return Promise.resolve()
    },
    activate: () => {
      if (!state.finished) throw new Error('An index served before it was finished')
      rows[0]!.state = 'active'
      return Promise.resolve()
    },
    lease: (_, holder) => {
      state.holder ??= holder
      return Promise.resolve(state.holder === holder)
    },
    freeLeases: (holder) => {
      if (state.holder === holder) state.holder = undefined
      return Promise.resolve()
    },
    total: () => Promise.resolve(PASSAGES),
    count: () => Promise.resolve(state.filled),
    missing: () => {
      const left = PASSAGES - state.filled
      const ids = Array.from({ length: Math.min(left, 8) }, (_, at) => String(state.filled + at))
      const passages = ids.map((id) => ({ id, heading: [], text: id }))
      return Promise.resolve({ passages, next: left > 8 ? String(state.filled + 8) : null })
    },
    copyKnown: () => Promise.resolve([]),
    add: (_, added) => {
      state.filled += added.length
      return Promise.resolve()
    },
  }
  const clock = new FakeClock()
  const embedder: Embedder = {
    batch: 8,
    embed: async (texts) => {
      if (texts.length > 1) await state.embed()
      return texts.map(() => Float32Array.of(1, 0))
    },
    counting: () => Promise.resolve({ kind: 'estimate' }),
    close: () => Promise.resolve(),
  }
  // The builder calls no more of them.
  const whole = vectors as Vectors
  const builder = new Builder({
    vectors: whole,
    book: new IndexBook(whole, {
      get: (key) => Promise.resolve(settings.get(key)),
      set: (key, value) => Promise.resolve(void settings.set(key, value)),
      remove: (key) => Promise.resolve(void settings.delete(key)),
    }),
    embedders: new Embedders(() => embedder),
    publish: () => (state.told += 1),
    isWanted: () => Promise.resolve(state.wanted),
    ...{ clock, logger: silentLogger, random: () => 0, holder: 'this process' },
  })
  return { builder, clock, state, rows }
}

const signal = new AbortController().signal

describe('an index that is being filled', () => {
  it('is filled, looked through once more, and serves', async () => {
    const { builder, state, rows } = world()
    expect(await builder.slice(picked, signal)).toEqual({ againInMs: 0, problem: null })
    expect([state.filled, state.holder]).toEqual([PASSAGES, undefined])
    await builder.slice(picked, signal)
    expect(rows[0]?.state).toBe('active')
  })

  it('is free for the next process as soon as this one is told to stop', async () => {
    const { builder, state } = world()
    const stop = new AbortController()
    state.embed = () => {
      stop.abort(new Error('stopping'))
      return Promise.resolve()
    }
    await expect(builder.slice(picked, stop.signal)).rejects.toThrow('stopping')
    expect(state.holder).toBeUndefined()
  })

  it('is left when another model was chosen, wherever that was', async () => {
    const { builder, clock, state } = world()
    state.embed = () => {
      state.wanted = false
      clock.advance(3_000)
      return Promise.resolve()
    }
    expect(await builder.slice(picked, signal)).toEqual({ againInMs: 0, problem: null })
    expect(state.filled).toBe(8)
  })

  it('is looked at again soon when another process fills it', async () => {
    const { builder, state } = world({ takenBy: 'another' })
    const { againInMs } = await builder.slice(picked, signal)
    expect(againInMs).toBeLessThanOrEqual(10_000)
    expect(state).toMatchObject({ filled: 0, holder: 'another' })
  })

  it('stays this process’s while one batch takes longer than a lease', async () => {
    const { builder, clock, state } = world()
    const seen: (string | undefined)[] = []
    state.embed = () => {
      state.holder = undefined
      clock.advance(11_000)
      seen.push(state.holder)
      return Promise.resolve()
    }
    await builder.slice(picked, signal)
    expect(seen[0]).toBe('this process')
  })
})
