import { afterEach, describe, expect, it } from 'vitest'
import { makeDiscovery, MemoryJobs, methodOf, NameRegistry } from '@/e2e/fixtures/memory-discovery'
import { MemoryRuns } from '@/e2e/fixtures/memory-runs'
import { remote } from '@/e2e/fixtures/registry'
import { soon } from '@/e2e/fixtures/soon'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { AppEvent } from '@/lib/domain/event'
import type { Snapshot } from '@/lib/domain/snapshot'
import { EventBus } from '@/lib/events/bus'
import { silentLogger } from '@/lib/kit/logger'
import type { Discovery } from './discovery'
import type { DiscoveryOptions } from './discovery-options'
import type { Source, SourceMethod } from './source'

const snapshot = (...names: string[]): Snapshot => ({
  candidates: names.map((name) => remote(name)),
  problems: [],
})

const running: Discovery[] = []
afterEach(async () => {
  for (const discovery of running.splice(0)) await discovery.stop()
})

interface Given extends Partial<DiscoveryOptions> {
  source?: Partial<Source>
  method?: Partial<SourceMethod>
}

function setUp({ source, method, ...options }: Given = {}) {
  const bus = new EventBus(silentLogger)
  const events: AppEvent[] = []
  bus.subscribe((event) => events.push(event))
  const [registry, runs, jobs] = [new NameRegistry(), new MemoryRuns(bus), new MemoryJobs()]
  const whole = { id: 'http', title: 'Catalogues', discover: () => Promise.resolve(snapshot('a')), ...source }
  const discovery = makeDiscovery({
    ...{ methods: [methodOf(whole, method)], registry, runs, jobs, bus, random: () => 0.5 },
    ...options,
  })
  running.push(discovery)
  const told = (kind: AppEvent['kind']) => events.filter((event) => event.kind === kind)
  const view = async () => (await discovery.sources())[0]
  return { discovery, registry, runs, jobs, events, told, view }
}

/** A source that answers when it is told to. */
function held() {
  const asked: { signal: AbortSignal; answer: PromiseWithResolvers<Snapshot> }[] = []
  const discover = (signal: AbortSignal) => {
    const answer = Promise.withResolvers<Snapshot>()
    asked.push({ signal, answer })
    return answer.promise
  }
  const isAsked = (times = 1) => soon(() => expect(asked).toHaveLength(times))
  return { asked, discover, isAsked }
}

describe('a run', () => {
  it('is written down with what it came to', async () => {
    const { discovery, runs } = setUp()
    const run = await discovery.run('http')
    expect(run).toMatchObject({
      ...{ source: 'http', trigger: 'request', state: 'succeeded', dryRun: false, error: null },
      ...{ counts: { found: 1, added: 1 }, diff: { added: [{ name: 'a' }] } },
    })
    expect(await discovery.getRun('http', run.id)).toEqual(run)
    expect((await discovery.runs('http', { limit: 10 })).items.map(({ id }) => id)).toEqual([run.id])
    expect(runs.rows).toHaveLength(1)
  })

  it('may be asked for without waiting', async () => {
    const { discover, isAsked, asked } = held()
    const { discovery, view } = setUp({ source: { discover } })
    expect(await discovery.run('http', { wait: false })).toMatchObject({ state: 'queued', startedAt: null })
    await isAsked()
    expect(await view()).toMatchObject({ state: 'running', currentRun: { state: 'running' }, lastRun: null })
    asked[0]?.answer.resolve(snapshot())
    await soon(async () => expect(await view()).toMatchObject({ state: 'idle', currentRun: null }))
  })

  it('is answered as it is to who does not want to wait any longer', async () => {
    const { discover, asked } = held()
    const { discovery } = setUp({ source: { discover } })
    expect(await discovery.run('http', { signal: AbortSignal.timeout(20) })).toMatchObject({
      state: 'running',
    })
    asked[0]?.answer.resolve(snapshot())
  })

  it('goes through the job queue, so that another process does it should this one be gone', async () => {
    const { discovery, jobs } = setUp()
    await discovery.run('http')
    expect(jobs.sent).toBe(1)
  })

  it('of what only this process can read goes straight to it', async () => {
    const { discovery, jobs, runs } = setUp({ method: { local: true } })
    expect(await discovery.run('http')).toMatchObject({ state: 'succeeded' })
    expect(jobs.sent).toBe(0)
    expect(runs.rows[0]?.place).not.toBe('')
  })

  it('that only tries changes nothing, and says what it would change', async () => {
    const { discovery, registry, view } = setUp()
    const run = await discovery.run('http', { dryRun: true })
    expect(run).toMatchObject({ dryRun: true, state: 'succeeded', diff: { added: [{ name: 'a' }] } })
    expect(registry.applied).toEqual([])
    expect(await view()).toMatchObject({ lastRun: null, state: 'idle' })
  })

  it('that only tries and fails does not count against the source', async () => {
    const { discovery, registry, view } = setUp({
      source: { discover: () => Promise.reject(new Error('away')) },
    })
    const run = await discovery.run('http', { dryRun: true })
    expect(run).toMatchObject({ state: 'failed', error: { code: 'internal', message: 'away' } })
    expect(registry.failures).toEqual([])
    expect(await view()).toMatchObject({ state: 'idle' })
  })

  it('waits for one that only tries, so that a source is asked one at a time', async () => {
    const { discover, asked, isAsked } = held()
    const { discovery } = setUp({ source: { discover } })
    const both = [discovery.run('http', { dryRun: true }), discovery.run('http')]
    await isAsked()
    asked[0]?.answer.resolve(snapshot())
    await isAsked(2)
    asked[1]?.answer.resolve(snapshot())
    expect((await Promise.all(both)).map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
  })

  it('of an unknown source, or an unknown run, is not found', async () => {
    const { discovery } = setUp()
    const id = '00000000-0000-4000-8000-000000000000'
    await expect(discovery.run('nobody')).rejects.toMatchObject({ code: 'not-found' })
    await expect(discovery.runs('nobody', { limit: 1 })).rejects.toMatchObject({ code: 'not-found' })
    await expect(discovery.getRun('http', id)).rejects.toMatchObject({ code: 'not-found' })
    await expect(discovery.cancel('http', id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is refused where the source is off, with what to do', async () => {
    const { discovery } = setUp({ method: { create: () => 'No URL is listed. Add one' } })
    await expect(discovery.run('http')).rejects.toMatchObject({
      code: 'bad-input',
      message: "The source “Catalogues” can't be run: No URL is listed. Add one",
    })
  })
})

describe('a run that is cancelled', () => {
  it('ends at once, also when the source answers nevertheless: the registry keeps what it had', async () => {
    const { discover, asked, isAsked } = held()
    const { discovery, registry, runs, view } = setUp({ source: { discover } })
    const waiting = discovery.run('http')
    await isAsked()
    asked[0]?.signal.addEventListener('abort', () => asked[0]?.answer.resolve(snapshot('late')))
    const [row] = runs.rows
    expect(await discovery.cancel('http', row?.id ?? '')).toMatchObject({ state: 'cancelled' })
    expect(await waiting).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } })
    expect(registry.applied).toEqual([])
    expect(registry.failures).toEqual([])
    expect(await view()).toMatchObject({ state: 'idle', lastRun: { state: 'cancelled' } })
  })

  it('before it began never asks the source', async () => {
    const { discover, asked, isAsked } = held()
    const { discovery } = setUp({ source: { discover } })
    const first = discovery.run('http')
    await isAsked()
    const second = await discovery.run('http', { wait: false })
    expect(await discovery.cancel('http', second.id)).toMatchObject({ state: 'cancelled' })
    asked[0]?.answer.resolve(snapshot())
    await first
    expect(asked).toHaveLength(1)
  })

  it('after it has ended is answered as it is', async () => {
    const { discovery } = setUp()
    const { id } = await discovery.run('http')
    expect(await discovery.cancel('http', id)).toMatchObject({ id, state: 'succeeded' })
  })

  it('does not keep the source from its next one', async () => {
    const clock = new FakeClock()
    const { discover, asked, isAsked } = held()
    const { discovery, runs } = setUp({ source: { discover, everyMs: 60_000 }, clock })
    void discovery.start()
    await isAsked()
    await discovery.cancel('http', runs.rows[0]?.id ?? '')
    clock.advance(60_000)
    await isAsked(2)
    asked[1]?.answer.resolve(snapshot())
  })
})

describe('what is told of runs', () => {
  it('is every step of one that somebody asked for', async () => {
    const { discovery, events } = setUp()
    const { id } = await discovery.run('http')
    expect(events).toMatchObject([
      { kind: 'run-changed', source: 'http', run: id, state: 'queued' },
      { kind: 'run-changed', run: id, state: 'running' },
      { kind: 'run-changed', run: id, state: 'succeeded' },
      { kind: 'source-ran', run: id, outcome: 'ok', added: 1, dryRun: false },
    ])
  })

  it('is nothing of one that runs by itself and finds nothing new', async () => {
    const clock = new FakeClock()
    const { discovery, events, runs } = setUp({ source: { everyMs: 60_000 }, clock })
    await discovery.start()
    const before = events.length
    for (let count = 2; count < 5; count += 1) {
      clock.advance(60_000)
      await soon(() => expect(runs.rows.filter(({ state }) => state === 'succeeded')).toHaveLength(count))
    }
    expect(events.slice(before)).toEqual([])
  })

  it('is a failure when it begins, when its reason changes, and when it is over', async () => {
    const clock = new FakeClock()
    const outcomes = ['away', 'away', 'forbidden', 'forbidden', undefined, undefined]
    const discover = () => {
      const reason = outcomes.shift()
      return reason === undefined ? Promise.resolve(snapshot('a')) : Promise.reject(new Error(reason))
    }
    const { discovery, told, runs } = setUp({ source: { discover, everyMs: 60_000 }, clock })
    await discovery.start()
    for (let count = 2; count <= 6; count += 1) {
      clock.advance(66_000)
      await soon(() => expect(runs.rows.filter(({ finishedAt }) => finishedAt)).toHaveLength(count))
    }
    expect(told('source-ran').map((event) => 'error' in event && event.error)).toEqual([
      'away',
      'forbidden',
      false,
    ])
  })

  it('is that one takes long, when it does', async () => {
    const clock = new FakeClock()
    const { discover, asked, isAsked } = held()
    const { discovery, told, runs } = setUp({ source: { discover, everyMs: 60_000 }, clock })
    const started = discovery.start()
    await isAsked()
    asked[0]?.answer.resolve(snapshot('a'))
    await started
    clock.advance(66_000)
    await isAsked(2)
    const before = told('run-changed').length
    clock.advance(1_000)
    asked[1]?.answer.resolve(snapshot('a'))
    await soon(() => expect(runs.rows[1]?.state).toBe('succeeded'))
    expect(told('run-changed').slice(before)).toMatchObject([{ state: 'running' }, { state: 'succeeded' }])
  })
})

describe('with the database away', () => {
  it('a change that was watched is read when it is back', async () => {
    const clock = new FakeClock()
    let tell: () => void = () => undefined
    const watch = (onChange: () => void, signal: AbortSignal) => {
      tell = onChange
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    }
    let names = ['a']
    const discover = () => Promise.resolve(snapshot(...names))
    const { discovery, registry, runs } = setUp({ source: { discover, watch }, clock })
    await discovery.start()
    names = ['a', 'b']
    runs.away = true
    tell()
    await soon(() => expect(clock.pending).toBeGreaterThan(0))
    expect(registry.bySource.get('http')).toEqual(['a'])
    runs.away = false
    await soon(() => {
      clock.advance(1_000)
      expect(registry.bySource.get('http')).toEqual(['a', 'b'])
    })
  })

  it('a run that goes on is written down when it is back', async () => {
    const clock = new FakeClock()
    const { discover, asked, isAsked } = held()
    const { discovery, runs } = setUp({ source: { discover }, clock })
    const waiting = discovery.run('http', { wait: false })
    await isAsked()
    const { id } = await waiting
    runs.away = true
    asked[0]?.answer.resolve(snapshot('a'))
    await soon(() => expect(clock.pending).toBeGreaterThan(0))
    runs.away = false
    await soon(() => {
      clock.advance(1_000)
      expect(runs.rows[0]).toMatchObject({ id, state: 'succeeded' })
    })
  })

  it('asking for a run says so', async () => {
    const { discovery, runs } = setUp()
    await discovery.run('http')
    runs.away = true
    await expect(discovery.run('http')).rejects.toMatchObject({ code: 'database-unavailable' })
  })
})

describe('a process that is back after a crash', () => {
  it('says of the runs it was at that they were interrupted, when no other can be there', async () => {
    const bus = new EventBus(silentLogger)
    const events: AppEvent[] = []
    bus.subscribe((event) => events.push(event))
    const runs = new MemoryRuns(bus)
    const before = {
      source: 'http',
      place: '',
      trigger: 'watch' as const,
      dryRun: false,
      at: new Date(0).toISOString(),
    }
    const { id } = await runs.ask({ id: '00000000-0000-4000-8000-000000000001', ...before })
    await runs.claim(id, { replica: 'dead', at: before.at })
    const { discovery, registry } = setUp({ runs, bus })
    await discovery.start()
    expect(runs.rows[0]).toMatchObject({ id, state: 'failed', error: { code: 'interrupted' } })
    expect(registry.bySource.get('http')).toEqual(['a'])
    expect(events.slice(0, 2)).toMatchObject([
      { kind: 'run-changed', run: id, state: 'failed' },
      { kind: 'source-ran', run: id, outcome: 'failed' },
    ])
  })
})

describe('what is told of sources', () => {
  it('is that a part of one fares otherwise, also between runs', async () => {
    const clock = new FakeClock()
    let state: 'ok' | 'failing' = 'ok'
    const parts = () => [{ name: 'cluster', state }]
    const { discovery, told, view } = setUp({ source: { parts }, clock })
    await discovery.start()
    clock.advance(5_000)
    await soon(() => expect(clock.pending).toBe(2))
    expect(told('source-changed')).toEqual([])
    state = 'failing'
    await soon(() => {
      clock.advance(5_000)
      expect(told('source-changed')).toEqual([{ kind: 'source-changed', source: 'http' }])
    })
    expect(await view()).toMatchObject({ parts: [{ name: 'cluster', state: 'failing' }] })
  })

  it('is harmless when a source can not tell how its parts fare', async () => {
    const parts = () => {
      throw new Error('too soon')
    }
    const { discovery, view } = setUp({ source: { parts } })
    await discovery.start()
    expect(await view()).toMatchObject({
      state: 'failing',
      reason: 'too soon',
      parts: [{ state: 'failing', detail: 'too soon' }],
    })
  })
})
