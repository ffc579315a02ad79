import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeDiscovery, methodOf, NameRegistry } from '@/e2e/fixtures/memory-discovery'
import { MemoryRuns } from '@/e2e/fixtures/memory-runs'
import { soon } from '@/e2e/fixtures/soon'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { AppEvent } from '@/lib/domain/event'
import type { Snapshot } from '@/lib/domain/snapshot'
import { EventBus } from '@/lib/events/bus'
import { isAppError } from '@/lib/kit/app-error'
import { silentLogger } from '@/lib/kit/logger'
import { serverSpecSchema } from '@/lib/domain/server'
import type { Discovery } from './discovery'
import type { DiscoveryOptions } from './discovery-options'
import type { RunResult } from './run'
import type { Source } from './source'

const candidate = (name: string) => ({
  spec: serverSpecSchema.parse({ name, endpoint: { kind: 'stdio', command: 'x' } }),
  warnings: [],
})
const snapshot = (...names: string[]): Snapshot => ({ candidates: names.map(candidate), problems: [] })

const running: Discovery[] = []
afterEach(async () => {
  for (const discovery of running.splice(0)) await discovery.stop()
})

function setUp(sources: Source[], options: Partial<DiscoveryOptions> = {}) {
  const bus = new EventBus(silentLogger)
  const events: AppEvent[] = []
  bus.subscribe((event) => events.push(event))
  const registry = new NameRegistry()
  const runs = new MemoryRuns(bus)
  const discovery = makeDiscovery({
    methods: sources.map((source) => methodOf(source)),
    ...{ registry, runs, bus, random: () => 0.5 },
    ...options,
  })
  running.push(discovery)
  const results: RunResult[] = []
  discovery.onRan((result) => results.push(result))
  return { discovery, registry, runs, events, results }
}

const source = (id: string, part: Partial<Source>): Source => ({ id, title: id, ...part })

describe('discovery', () => {
  it('runs every source once at start and hands what each saw to the registry', async () => {
    const { discovery, registry, events, results } = setUp([
      source('a', { discover: () => Promise.resolve(snapshot('one', 'two')) }),
      source('b', { discover: () => Promise.resolve(snapshot('three')) }),
    ])
    await discovery.start()
    await discovery.start()
    expect(Object.fromEntries(registry.bySource)).toEqual({ a: ['one', 'two'], b: ['three'] })
    expect(results.map(({ source, trigger, servers }) => ({ source, trigger, servers }))).toEqual([
      { source: 'a', trigger: 'start', servers: ['one', 'two'] },
      { source: 'b', trigger: 'start', servers: ['three'] },
    ])
    expect(events.filter(({ kind }) => kind === 'source-ran')).toMatchObject([
      { kind: 'source-ran', source: 'a', outcome: 'ok', found: 2, added: 2, changed: 0, removed: 0 },
      { kind: 'source-ran', source: 'b', outcome: 'ok', found: 1 },
    ])
  })

  it('lets no source that fails or hangs keep another', async () => {
    const { discovery, registry, events } = setUp(
      [
        source('broken', { discover: () => Promise.reject(new Error('no route')) }),
        source('throws', {
          discover: () => {
            throw new Error('at once')
          },
        }),
        source('hangs', { discover: () => new Promise(() => undefined) }),
        source('good', { discover: () => Promise.resolve(snapshot('one')) }),
      ],
      { limitMs: 50 },
    )
    await discovery.start()
    expect(registry.bySource.get('good')).toEqual(['one'])
    expect(registry.failures.map(({ sourceId }) => sourceId).toSorted()).toEqual([
      'broken',
      'hangs',
      'throws',
    ])
    const hung = registry.failures.find(({ sourceId }) => sourceId === 'hangs')?.error
    expect(isAppError(hung) && hung.code).toBe('timed-out')
    expect(events.find((event) => event.kind === 'source-ran' && event.source === 'hangs')).toMatchObject({
      outcome: 'failed',
      error: 'hangs did not answer within 0.1 s',
    })
  })

  it('tells a source whose time is up to stop', async () => {
    let signal: AbortSignal | undefined
    const { discovery } = setUp(
      [source('slow', { discover: (given) => ((signal = given), new Promise(() => undefined)) })],
      { limitMs: 20 },
    )
    await discovery.start()
    expect(signal?.aborted).toBe(true)
  })

  it('runs a source again when its watch tells of a change', async () => {
    let names = ['one']
    let tell: () => void = () => undefined
    const { discovery, registry, results } = setUp([
      source('a', {
        discover: () => Promise.resolve(snapshot(...names)),
        watch: (onChange, signal) => {
          tell = onChange
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
        },
      }),
    ])
    await discovery.start()
    names = ['one', 'two']
    tell()
    await soon(() => expect(registry.bySource.get('a')).toEqual(['one', 'two']))
    expect(results.map(({ trigger }) => trigger)).toEqual(['start', 'watch'])
  })

  it('makes one run of many changes at once', async () => {
    let runs = 0
    let tell: () => void = () => undefined
    const { discovery } = setUp([
      source('a', {
        discover: async () => {
          runs++
          await new Promise((resolve) => setImmediate(resolve))
          return snapshot()
        },
        watch: (onChange, signal) => {
          tell = onChange
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
        },
      }),
    ])
    await discovery.start()
    const before = runs
    for (let count = 0; count < 50; count++) tell()
    await discovery.run('a')
    expect(runs - before).toBe(1)
  })

  it('looks once more for what has changed while it looked', async () => {
    const looking: PromiseWithResolvers<Snapshot>[] = []
    let tell: () => void = () => undefined
    const { discovery, registry } = setUp([
      source('a', {
        discover: () => {
          looking.push(Promise.withResolvers())
          return looking.at(-1)?.promise ?? Promise.reject(new Error('none'))
        },
        watch: (onChange, signal) => {
          tell = onChange
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
        },
      }),
    ])
    const started = discovery.start()
    await soon(() => expect(looking).toHaveLength(1))
    for (let count = 0; count < 50; count++) tell()
    looking[0]?.resolve(snapshot('old'))
    await started
    await soon(() => expect(looking).toHaveLength(2))
    looking[1]?.resolve(snapshot('new'))
    await soon(() => expect(registry.bySource.get('a')).toEqual(['new']))
    expect(looking).toHaveLength(2)
  })

  it('begins a watch anew that broke, and reads what it may have missed', async () => {
    const clock = new FakeClock()
    let watches = 0
    const { discovery, results } = setUp(
      [
        source('a', {
          discover: () => Promise.resolve(snapshot()),
          watch: (_, signal) => {
            watches++
            if (watches === 1) return Promise.reject(new Error('too many files'))
            return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
          },
        }),
      ],
      { clock },
    )
    await discovery.start()
    await soon(() => {
      clock.advance(1_000)
      expect(watches).toBe(2)
    })
    await soon(() => expect(results.length).toBe(2))
  })

  it('tries again after a failure, later each time, until it works', async () => {
    const clock = new FakeClock()
    let runs = 0
    const { discovery, results } = setUp(
      [
        source('a', {
          discover: () => (++runs < 3 ? Promise.reject(new Error('no')) : Promise.resolve(snapshot('one'))),
        }),
      ],
      { clock },
    )
    await discovery.start()
    clock.advance(999)
    expect(runs).toBe(1)
    clock.advance(1)
    await soon(() => expect(results.length).toBe(2))
    clock.advance(1_999)
    expect(runs).toBe(2)
    clock.advance(1)
    await soon(() => expect(results.at(-1)?.error).toBeUndefined())
    clock.advance(600_000)
    expect(runs).toBe(3)
  })

  it('tries again when the registry could not write, and does not blame the source', async () => {
    const clock = new FakeClock()
    const { discovery, registry, results } = setUp(
      [source('a', { discover: () => Promise.resolve(snapshot('one')) })],
      { clock },
    )
    const apply = vi.spyOn(registry, 'apply').mockRejectedValueOnce(new Error('The database is away'))
    await discovery.start()
    expect(results[0]).toMatchObject({ servers: ['one'], error: { message: 'The database is away' } })
    expect(registry.failures).toEqual([])
    clock.advance(1_000)
    await soon(() => expect(registry.bySource.get('a')).toEqual(['one']))
    expect(apply).toHaveBeenCalledTimes(2)
  })

  it('looks again at the interval of a source that has one', async () => {
    const clock = new FakeClock()
    const { discovery, results } = setUp(
      [source('a', { everyMs: 60_000, discover: () => Promise.resolve(snapshot()) })],
      { clock },
    )
    await discovery.start()
    for (let count = 2; count < 5; count++) {
      clock.advance(60_000)
      await soon(() => expect(results.length).toBe(count))
    }
  })

  it('tells what the registry refused beside what the source found odd', async () => {
    const odd = { severity: 'warning' as const, message: 'odd' }
    const refused = { severity: 'error' as const, message: 'refused' }
    const { discovery, registry } = setUp([
      source('a', { discover: () => Promise.resolve({ candidates: [], problems: [odd] }) }),
    ])
    const applied = registry.preview('a', snapshot())
    vi.spyOn(registry, 'apply').mockResolvedValue({ ...applied, problems: [refused] })
    expect(await discovery.run('a')).toMatchObject({ problems: [refused, odd], counts: { errors: 1 } })
  })

  it('stops: ends watches, aborts runs, starts none, and waits for all of it', async () => {
    let ended = false
    let aborted = false
    let isAsked = false
    const { discovery, results, registry } = setUp([
      source('a', {
        discover: (signal) => {
          isAsked = true
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              aborted = true
              reject(new Error('aborted'))
            }),
          )
        },
        watch: (_, signal) =>
          new Promise((resolve) =>
            signal.addEventListener('abort', () =>
              setImmediate(() => {
                ended = true
                resolve()
              }),
            ),
          ),
      }),
    ])
    const started = discovery.start()
    await soon(() => expect(isAsked).toBe(true))
    await discovery.stop()
    await started
    expect({ ended, aborted }).toEqual({ ended: true, aborted: true })
    expect(results).toEqual([])
    expect(registry.failures).toEqual([])
  })

  it('says what can’t be run', async () => {
    const { discovery } = setUp([source('manual', {})])
    await expect(discovery.run('manual')).rejects.toMatchObject({ code: 'bad-input' })
    await expect(discovery.run('nobody')).rejects.toMatchObject({ code: 'not-found' })
  })
})
