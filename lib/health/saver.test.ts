import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { VerdictChange } from '@/lib/domain/health'
import { silentLogger } from '@/lib/kit/logger'
import type { HealthWrite } from '@/lib/store/health-states'
import type { CheckRecord } from './check-record'
import { unknownState } from './health-state'
import { unpackChecks } from './history/check-block'
import { Saver } from './saver'

const record = (server: string, at = 0): CheckRecord => ({
  ...{ server, at, durationMs: 3, outcome: 'ok', verdict: 'healthy', origin: 'probe' },
  ...{ reason: { code: 'ok', message: 'It answers' }, maintenance: false, holdsMs: 60_000 },
})
const change = (server: string): VerdictChange => ({
  ...{ server, at: new Date(0).toISOString(), from: 'healthy', to: 'unhealthy', silenced: false },
  reason: { code: 'unreachable', message: 'Gone' },
})

function setUp(part: { capacity?: number } = {}) {
  const clock = new FakeClock()
  const store = { isAway: false, losesAnswers: false, writes: [] as Omit<HealthWrite, 'replica'>[] }
  const told: string[] = []
  const saver = new Saver({
    ...{ clock, logger: silentLogger, random: () => 0.5 },
    save: (write) => {
      if (store.isAway) return Promise.reject(new Error('The database does not answer'))
      store.writes.push(write)
      if (store.losesAnswers) return Promise.reject(new Error('Connection reset'))
      told.push(...write.events.map(({ event }) => event.kind))
      return Promise.resolve()
    },
    stateOf: (name) => ({ name, state: unknownState(0), nextAt: null }),
    onChanges: (changes) => {
      told.push(...changes.map(({ server }) => `incident of ${server}`))
      return Promise.resolve()
    },
    ...part,
  })
  const pass = async (ms: number) => {
    clock.advance(ms)
    await new Promise(setImmediate)
  }
  const checks = () =>
    store.writes.flatMap(({ blocks }) => blocks.flatMap(({ payload }) => unpackChecks(payload)))
  return { saver, store, told, pass, checks }
}

describe('what checks came to', () => {
  it('is written with all else that gathered, in one go', async () => {
    const { saver, store, pass, checks } = setUp()
    for (let n = 0; n < 300; n += 1) saver.record(record(`server-${n}`))
    saver.touch('server-1')
    saver.forget('server-2')
    await pass(5_000)
    expect(store.writes).toHaveLength(1)
    expect(store.writes[0]).toMatchObject({ states: [{ name: 'server-1' }], gone: ['server-2'] })
    expect(checks()).toHaveLength(300)
  })

  it('is written and told within moments when a verdict has changed, and told only once it is written', async () => {
    const { saver, store, told, pass } = setUp()
    saver.changed(change('files'))
    expect(told).toEqual([])
    await pass(100)
    expect(store.writes[0]?.states).toMatchObject([{ name: 'files' }])
    expect(told).toEqual(['verdict-changed', 'incident of files'])
  })

  it('waits for a store that is away, and loses nothing', async () => {
    const { saver, store, told, pass, checks } = setUp()
    store.isAway = true
    saver.changed(change('files'))
    for (let second = 0; second < 60; second += 1) {
      saver.record(record('files', second))
      await pass(1_000)
    }
    expect(told).toEqual([])
    expect(saver.error).toBe('The database does not answer')
    expect(saver.unsaved).toBe(60)
    store.isAway = false
    await pass(10_000)
    expect(checks().map(({ at }) => at)).toEqual(Array.from({ length: 60 }, (_, second) => second))
    expect(told).toEqual(['verdict-changed', 'incident of files'])
    expect(saver).toMatchObject({ unsaved: 0, lost: 0, error: null })
  })

  it('is written again as it was when the answer to the first try was lost, so that it is known again', async () => {
    const { saver, store, pass } = setUp()
    store.losesAnswers = true
    saver.record(record('files'))
    await pass(5_000)
    store.losesAnswers = false
    saver.record(record('notes'))
    await pass(10_000)
    const [first, second] = store.writes
    expect(first?.isRepeated).toBe(false)
    expect(second?.isRepeated).toBe(true)
    expect(second?.blocks).toContainEqual(first?.blocks[0])
  })

  it('tells of a changed verdict by the same key when the answer to the first try was lost', async () => {
    const { saver, store, pass } = setUp()
    store.losesAnswers = true
    saver.changed(change('files'))
    await pass(100)
    store.losesAnswers = false
    await pass(10_000)
    const [first, second] = store.writes.map(({ events }) => events)
    expect(first).toMatchObject([{ at: change('files').at, event: { kind: 'verdict-changed' } }])
    expect(second).toEqual(first)
  })

  it('gives up the oldest when the store is away for too long, and counts them', async () => {
    const { saver, store, pass, checks } = setUp({ capacity: 100 })
    store.isAway = true
    for (let round = 0; round < 30; round += 1) {
      for (let n = 0; n < 10; n += 1) saver.record(record('files', round))
      await pass(10_000)
    }
    expect(saver.unsaved).toBeLessThanOrEqual(100)
    expect(saver.unsaved + saver.lost).toBe(300)
    store.isAway = false
    await pass(10_000)
    expect(checks().at(-1)?.at).toBe(29)
  })

  it('takes the last word on a server that is removed and comes back', async () => {
    const { saver, store, pass } = setUp()
    store.isAway = true
    saver.forget('files')
    await pass(5_000)
    saver.touch('files')
    store.isAway = false
    await pass(10_000)
    expect(store.writes[0]).toMatchObject({ states: [{ name: 'files' }], gone: [] })
  })

  it('is written at the end too', async () => {
    const { saver, checks } = setUp()
    saver.record(record('files'))
    await saver.stop()
    expect(checks()).toHaveLength(1)
  })
})
