import { afterEach, describe, expect, it } from 'vitest'
import { makeDiscovery, methodOf, NameRegistry } from '@/e2e/fixtures/memory-discovery'
import { MemoryRuns } from '@/e2e/fixtures/memory-runs'
import { remote } from '@/e2e/fixtures/registry'
import { soon } from '@/e2e/fixtures/soon'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { Snapshot } from '@/lib/domain/snapshot'
import { EventBus } from '@/lib/events/bus'
import { silentLogger } from '@/lib/kit/logger'
import type { Discovery } from './discovery'
import type { Source } from './source'

const running: Discovery[] = []
afterEach(async () => {
  for (const discovery of running.splice(0)) await discovery.stop()
})

function setUp({ source, clock = new FakeClock() }: { source: Partial<Source>; clock?: FakeClock }) {
  const bus = new EventBus(silentLogger)
  const [registry, runs] = [new NameRegistry(), new MemoryRuns(bus)]
  const whole = { id: 'http', title: 'Catalogues', ...source }
  const discovery = makeDiscovery({
    methods: [methodOf(whole)],
    registry,
    runs,
    bus,
    clock,
    random: () => 0.5,
  })
  running.push(discovery)
  return { discovery, registry, runs, view: async () => (await discovery.sources())[0] }
}

describe('a run that could read nothing of anything', () => {
  const failing = (name: string) => ({ name, state: 'failing' as const, detail: `${name} does not answer` })
  const old = { ...remote('a'), origin: { place: 'one', scope: 'one' } }
  const unread: Snapshot = {
    candidates: [],
    problems: [{ severity: 'error', message: 'one does not answer', place: 'one' }],
    unreadable: ['one', 'two'],
  }
  const parts = () => [failing('one'), failing('two')]

  it('has failed, with the reason; the registry still hears which parts are to be kept', async () => {
    const { discovery, registry, view } = setUp({
      source: { parts, discover: () => Promise.resolve({ ...unread, candidates: [old] }) },
    })
    const run = await discovery.run('http')
    expect(run).toMatchObject({
      state: 'failed',
      error: { code: 'unreachable', message: 'one: one does not answer, and 1 more can’t be read either' },
      counts: { found: 1, added: 1, errors: 1 },
      problems: [{ message: 'one does not answer' }],
      diff: { added: [{ name: 'a' }] },
    })
    expect(registry.failures).toEqual([])
    expect(registry.applied[0]?.snapshot.unreadable).toEqual(['one', 'two'])
    expect(await view()).toMatchObject({ state: 'failing', reason: run.error?.message })
  })

  it('says so when it only tries, too', async () => {
    const { discovery, registry } = setUp({ source: { parts, discover: () => Promise.resolve(unread) } })
    expect(await discovery.run('http', { dryRun: true })).toMatchObject({ state: 'failed' })
    expect(registry.applied).toEqual([])
  })

  it('is tried again when the source wants it, until one part can be read', async () => {
    const clock = new FakeClock()
    let states = parts()
    const source = {
      ...{ everyMs: 300_000, retryMs: 15_000, parts: () => states },
      discover: () => Promise.resolve(unread),
    }
    const { discovery, runs, view } = setUp({ source, clock })
    await discovery.start()
    expect((await runs.newest()).last[0]).toMatchObject({ state: 'failed', failures: 1 })
    expect(Date.parse((await view())?.nextRunAt ?? '') - clock.now()).toBe(15_000)
    states = [failing('one'), { ...failing('two'), state: 'ok' as never }]
    clock.advance(15_000)
    await soon(async () => {
      expect((await runs.newest()).last[0]).toMatchObject({
        trigger: 'retry',
        state: 'succeeded',
        failures: 0,
      })
    })
  })

  it('has not failed where something else is sure: that a part holds nothing, or what another does', async () => {
    const sure = { ...remote('b'), origin: { place: 'three', scope: 'three' } }
    const cases: [Partial<Source>, Snapshot][] = [
      [{ parts }, { ...unread, candidates: [sure] }],
      [{ parts }, { ...unread, unreadable: [] }],
      [{ parts: () => [failing('one'), { name: 'two', state: 'ok' as const }] }, unread],
      [{ parts: () => [] }, unread],
    ]
    for (const [source, seen] of cases) {
      const { discovery } = setUp({ source: { ...source, discover: () => Promise.resolve(seen) } })
      expect(await discovery.run('http')).toMatchObject({ state: 'succeeded', error: null })
    }
  })
})
