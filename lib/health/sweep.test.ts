import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { serverSpecSchema } from '@/lib/domain/server'
import { DEFAULT_LIMITS } from './limits'
import { Sweep, type SweepParts } from './sweep'
import { Times } from './times'
import { watch, type Watched } from './watched'

function watched(name: string, dueAt = 0, part: Partial<Watched['state']> = {}): Watched {
  const spec = serverSpecSchema.parse({ name, endpoint: { kind: 'stdio', command: 'x' } })
  const record = { name, claims: [], overrides: {}, revision: 1, createdAt: '', updatedAt: '' }
  const one = watch({
    ...{ server: { spec, source: 'manual', record }, limits: DEFAULT_LIMITS, state: undefined },
    ...{ restedMs: 0, dueAt, graceUntil: 0, wall: 0, now: 0 },
  })
  one.state = { ...one.state, ...part }
  return one
}

function setUp(servers: Watched[], part: Partial<SweepParts> = {}) {
  let steady = 0
  const clock = new FakeClock()
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const sweep = new Sweep({
    ...{ clock, times: new Times(clock, () => steady), servers: () => servers, isOurs: () => true },
    check: (one) => {
      begun.push(one.name)
      return new Promise((resolve) => {
        ends.set(one.name, () => {
          one.dueAt = steady + 30_000
          resolve()
        })
      })
    },
    ...part,
  })
  const pass = async (ms: number) => {
    steady += ms
    clock.advance(ms)
    await new Promise(setImmediate)
  }
  const end = async (name: string) => {
    ends.get(name)?.()
    ends.delete(name)
    await new Promise(setImmediate)
  }
  return { sweep, begun, clock, pass, end }
}

describe('a sweep', () => {
  it('begins what is due, and again when it is due again', async () => {
    const { sweep, begun, pass, end } = setUp([watched('a', 200), watched('b', 10_000)])
    sweep.start()
    await pass(250)
    expect(begun).toEqual(['a'])
    await end('a')
    await pass(10_000)
    expect(begun).toEqual(['a', 'b'])
    await pass(20_250)
    expect(begun).toEqual(['a', 'b', 'a'])
  })

  it('never has two checks of a server at a time, however long one takes', async () => {
    const { sweep, begun, pass } = setUp([watched('a')])
    sweep.start()
    for (let tick = 0; tick < 1_000; tick += 1) await pass(250)
    expect(begun).toEqual(['a'])
    expect(sweep.running).toBe(1)
  })

  it('leaves the others their room when many that are down hang', async () => {
    const down = { verdict: 'unhealthy', streak: { of: 'failed', count: 9 } } as const
    const hanging = Array.from({ length: 50 }, (_, n) => watched(`down-${n}`, 0, down))
    const { begun, pass, sweep, end } = setUp([...hanging, watched('well', 1)], {
      lanes: { well: 5, ill: 10 },
    })
    sweep.start()
    await pass(250)
    expect(begun).toHaveLength(11)
    expect(begun).toContain('well')
    await end('down-0')
    await pass(250)
    expect(begun).toHaveLength(12)
  })

  it('begins with what has waited longest, where there is no room for all', () => {
    const servers = [watched('b', 20), watched('c', 30), watched('a', 10)]
    const { begun, sweep, pass } = setUp(servers, { lanes: { well: 2 } })
    sweep.start()
    return pass(250).then(() => expect(begun).toEqual(['a', 'b']))
  })

  it('goes by a clock that never steps: nothing stops or storms when the calendar is set', async () => {
    const { sweep, begun, pass, clock, end } = setUp([watched('a')])
    const calendar = { by: 0 }
    const now = clock.now.bind(clock)
    clock.now = () => now() + calendar.by
    sweep.start()
    for (const by of [-3_600_000, 3_600_000, 0]) {
      calendar.by = by
      begun.length = 0
      for (let second = 0; second < 60; second += 1) {
        await pass(1_000)
        await end('a')
      }
      expect(begun).toHaveLength(2)
    }
  })

  it('measures how late a check begins, and takes nothing that somebody asked for as late', async () => {
    const asked = { ...watched('asked', 0), isAsked: true }
    const { sweep, pass } = setUp([watched('late', 0), asked])
    await pass(5_000)
    sweep.tick()
    expect(sweep.lag.read(5_000)).toEqual({ p50: 5_000, p99: 5_000, max: 5_000 })
    expect(sweep.begun).toBe(2)
  })

  it('leaves to others what is theirs', async () => {
    const { sweep, begun, pass } = setUp([watched('mine'), watched('theirs')], {
      isOurs: ({ name }) => name === 'mine',
    })
    sweep.start()
    await pass(1_000)
    expect(begun).toEqual(['mine'])
  })
})
