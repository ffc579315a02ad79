import { afterEach, describe, expect, it } from 'vitest'
import { makeDiscovery, methodOf, NameRegistry } from '@/e2e/fixtures/memory-discovery'
import { MemoryRuns } from '@/e2e/fixtures/memory-runs'
import { remote } from '@/e2e/fixtures/registry'
import { soon } from '@/e2e/fixtures/soon'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { EventBus } from '@/lib/events/bus'
import { silentLogger } from '@/lib/kit/logger'
import type { Discovery } from './discovery'

let running: Discovery | undefined
afterEach(() => running?.stop())

/** A source that answers when it is told to, on a store that can be away or lose its answer. */
function setUp() {
  const bus = new EventBus(silentLogger)
  const heard: string[] = []
  bus.subscribe((event) => {
    if (event.kind === 'run-changed') heard.push(event.state)
    if (event.kind === 'source-ran') heard.push(`source-ran: ${event.outcome}`)
  })
  const [clock, runs, answer] = [new FakeClock(), new MemoryRuns(bus), Promise.withResolvers<undefined>()]
  const discover = async () => {
    await answer.promise
    return { candidates: [remote('a')], problems: [] }
  }
  const source = { id: 'http', title: 'Catalogues', discover, everyMs: 60_000 }
  const discovery = makeDiscovery({
    ...{ methods: [methodOf(source)], registry: new NameRegistry(), runs, bus, clock, random: () => 0.5 },
  })
  running = discovery
  const stored = () => [...runs.feed.values()].map(({ event }) => event)
  const storedKinds = () => stored().map(({ kind }) => kind)
  return { discovery, runs, clock, heard, stored, storedKinds, end: () => answer.resolve(undefined) }
}

const WHOLE = ['run-changed', 'run-changed', 'run-changed', 'source-ran']
const WHOLE_HEARD = ['queued', 'running', 'succeeded', 'source-ran: ok']

describe('what is told of a run', () => {
  it('is stored with each of its steps', async () => {
    const { discovery, heard, storedKinds, end } = setUp()
    end()
    await discovery.run('http')
    expect(storedKinds()).toEqual(WHOLE)
    expect(heard).toEqual(WHOLE_HEARD)
  })

  it('is nothing as long as the store does not take its end', async () => {
    const { discovery, runs, clock, heard, storedKinds, end } = setUp()
    const run = discovery.run('http', { wait: false })
    await soon(() => expect(runs.rows[0]?.state).toBe('running'))
    runs.away = true
    end()
    await soon(() => expect(clock.pending).toBeGreaterThan(0))
    expect(heard).toEqual(['queued', 'running'])
    runs.away = false
    await run
    await soon(() => {
      clock.advance(1_000)
      expect(heard).toEqual(WHOLE_HEARD)
    })
    expect(storedKinds()).toEqual(WHOLE)
  })

  it('is told once where the answer of the store was lost, and the source runs again when it is due', async () => {
    const { discovery, runs, clock, heard, stored, storedKinds, end } = setUp()
    const started = discovery.start()
    await soon(() => expect(runs.rows[0]?.state).toBe('running'))
    runs.losesAnswer = true
    end()
    await soon(() => {
      clock.advance(1_000)
      expect(heard).toEqual(WHOLE_HEARD)
    })
    await started
    expect(storedKinds()).toEqual(WHOLE)
    expect(stored().at(-1)).toMatchObject({ run: runs.rows[0]?.id, added: 1 })
    await soon(() => {
      clock.advance(30_000)
      expect(runs.rows.length).toBeGreaterThan(1)
    })
  })

  it('is nothing anew where somebody joins a run that waits, or wants one ended that goes on', async () => {
    const { discovery, runs, heard, end } = setUp()
    await discovery.run('http', { wait: false })
    await soon(() => expect(runs.rows[0]?.state).toBe('running'))
    const [one, other] = [discovery.run('http'), discovery.run('http')]
    await soon(() => expect(heard).toEqual(['queued', 'running', 'queued']))
    end()
    expect((await one).id).toBe((await other).id)
    expect(heard).toEqual([
      ...WHOLE_HEARD.slice(0, 2),
      'queued',
      ...WHOLE_HEARD.slice(2),
      ...WHOLE_HEARD.slice(1),
    ])
  })
})
