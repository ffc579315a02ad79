import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { ProbeResult } from '@/lib/connections/probe'
import type { Connection, Failure } from '@/lib/domain/connection'
import { serverSpecSchema } from '@/lib/domain/server'
import { silentLogger } from '@/lib/kit/logger'
import { Checker } from './checker'
import type { Finding } from './health-state'
import { DEFAULT_LIMITS } from './limits'
import { Times } from './times'
import { watch, type Watched } from './watched'

const IDLE: Connection = { kind: 'idle', since: '' }

function setUp(results: ProbeResult[], connection: Connection = IDLE) {
  let now = 0
  let stalledMs = 0
  const clock = new FakeClock()
  const endpoint = { kind: 'stdio', command: 'x' } as const
  const spec = serverSpecSchema.parse({ name: 'a', endpoint })
  const record = { name: 'a', claims: [], overrides: {}, revision: 1, createdAt: '', updatedAt: '' }
  const watched = watch({
    ...{ server: { spec, source: 'manual', record }, limits: DEFAULT_LIMITS, state: undefined },
    ...{ restedMs: 0, dueAt: 0, graceUntil: 0, wall: 0, now: 0 },
  })
  const found: Finding[] = []
  const aside: Failure[] = []
  const revived: string[] = []
  const checker = new Checker({
    pool: {
      probe: () => Promise.resolve(results.shift() ?? { kind: 'skipped', why: 'idle' }),
      stateOf: () => connection,
      revive: (name) => revived.push(name) > 0,
    },
    addresses: { ask: () => Promise.resolve({ kind: 'well', durationMs: 1 }) },
    roster: { get: () => watched },
    verdicts: {
      conclude: (_: Watched, finding: Finding) => void found.push(finding),
      aside: (_: Watched, reason: Failure) => void aside.push(reason),
    },
    ...{ clock, times: new Times(clock, () => now), logger: silentLogger, stalledMs: () => stalledMs },
  })
  const check = () => checker.checkDue(watched, new AbortController().signal)
  return {
    ...{ watched, found, aside, revived, check },
    pass: (ms: number) => (now += ms),
    stall: (ms: number) => (stalledMs += ms),
  }
}

const silent = (durationMs: number): ProbeResult => ({
  ...{ kind: 'failed', durationMs },
  error: { code: 'timed-out', message: 'It did not answer within 10 s' },
})

describe('silence while our own process stood still', () => {
  it('is not held against the server, which is asked again soon', async () => {
    const { check, found, watched } = setUp([silent(14_000)])
    await check()
    expect(found).toEqual([])
    expect(watched.dueAt).toBe(1_000)
  })

  it('is known by how long nothing was done, too', async () => {
    const { check, found, stall } = setUp([silent(10_020)])
    const checking = check()
    stall(4_000)
    await checking
    expect(found).toEqual([])
  })

  it('counts after a few times all the same', async () => {
    const { check, found } = setUp(Array.from({ length: 4 }, () => silent(14_000)))
    for (let round = 0; round < 4; round += 1) await check()
    expect(found).toHaveLength(1)
  })

  it('is the server’s own where we were there to hear it', async () => {
    const { check, found } = setUp([silent(10_020)])
    await check()
    expect(found).toMatchObject([{ outcome: 'failed', reason: { code: 'timed-out' } }])
  })
})

describe('where nothing was asked', () => {
  it('an idle command is idle, and no check of it is recorded', async () => {
    const { check, found, aside, watched } = setUp([{ kind: 'skipped', why: 'idle' }])
    await check()
    expect(found).toEqual([])
    expect(aside).toMatchObject([{ code: 'idle' }])
    expect(watched.dueAt).toBe(30_000)
  })

  it('a command that was given up has failed, and is started again', async () => {
    const error = { code: 'unreachable', message: 'It ended with code 3' }
    const failed: Connection = { kind: 'failed', since: '', attempts: 5, error }
    const { check, found, revived } = setUp([{ kind: 'skipped', why: 'idle' }], failed)
    await check()
    expect(found).toMatchObject([{ outcome: 'failed', reason: error, weight: 1 }])
    expect(revived).toEqual(['a'])
  })

  it('one that works on a call is half well, and fails once that takes longer than a call may', async () => {
    const busy: ProbeResult = { kind: 'skipped', why: 'busy' }
    const { check, found, pass } = setUp([busy, busy, busy])
    await check()
    pass(50_000)
    await check()
    pass(11_000)
    await check()
    expect(found.map(({ outcome }) => outcome)).toEqual(['half', 'half', 'failed'])
  })

  it('one whose calls are answered is well', async () => {
    const { check, found, watched } = setUp([{ kind: 'skipped', why: 'busy' }])
    watched.heardAt = 0
    await check()
    expect(found).toMatchObject([{ outcome: 'ok', reason: { message: 'It answers calls' } }])
  })
})
