import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { ProbeOptions, ProbeResult } from '@/lib/connections/probe'
import { serverSpecSchema } from '@/lib/domain/server'
import { check, type CheckOptions } from './check'
import type { AddressAnswer } from './health-address'
import { DEFAULT_LIMITS } from './limits'
import { outcomeOf } from './outcome'

const answered: ProbeResult = { kind: 'answered', durationMs: 20, via: 'light' }
const failed: ProbeResult = {
  ...{ kind: 'failed', durationMs: 5 },
  error: { code: 'unreachable', message: 'Nothing listens' },
}
const refused: ProbeResult = {
  ...{ kind: 'needs-auth', durationMs: 5 },
  error: { code: 'needs-auth', message: 'Sign in' },
}
const idle: ProbeResult = { kind: 'skipped', why: 'idle' }
const well: AddressAnswer = { kind: 'well', durationMs: 8 }
const ill: AddressAnswer = {
  ...{ kind: 'ill', durationMs: 9 },
  error: { code: 'health-address', message: 'HTTP 503' },
}
const slowMs = 1_000

describe('what a probe and a health address amount to', () => {
  it.each([
    ['both answer', answered, well, { outcome: 'ok', durationMs: 20 }],
    ['there is no address', answered, null, { outcome: 'ok' }],
    ['the address is ill', answered, ill, { outcome: 'half', reason: { message: 'HTTP 503' } }],
    ['the protocol is down', failed, well, { outcome: 'failed', reason: { message: 'Nothing listens' } }],
    ['it wants a sign-in', refused, well, { outcome: 'needs-auth' }],
    ['it does not run, and has no address', idle, null, { kind: 'skipped' }],
    ['it does not run, and its address is well', idle, well, { outcome: 'ok', durationMs: 8 }],
    ['it does not run, and its address is ill', idle, ill, { outcome: 'failed' }],
    ['it is slow', { ...answered, durationMs: 1_001 }, null, { outcome: 'slow' }],
    ['its address is slow', answered, { ...well, durationMs: 2_000 }, { outcome: 'slow', durationMs: 20 }],
  ] as const)('where %s', (_, probe, address, expected) => {
    expect(outcomeOf(probe, address, { slowMs })).toMatchObject(expected)
  })

  it('takes none for slow where that is not wanted, and says how slow the others are', () => {
    const late = { ...answered, durationMs: 60_000 }
    expect(outcomeOf(late, null, { slowMs: 0 })).toMatchObject({ outcome: 'ok' })
    expect(outcomeOf(late, null, { slowMs })).toMatchObject({
      reason: { code: 'slow', message: 'It answers slowly: after 60 s, where more than 1 s is slow.' },
    })
  })
})

const record = { name: 'a', claims: [], overrides: {}, revision: 1, createdAt: '', updatedAt: '' }
const spec = serverSpecSchema.parse({ name: 'a', endpoint: { kind: 'stdio', command: 'x' } })
const server = { spec, source: 'manual', record }

interface Asked {
  options: ProbeOptions
  settle: (result: ProbeResult) => void
  fail: (error: Error) => void
}

function setUp(part: Partial<CheckOptions> = {}) {
  const clock = new FakeClock()
  const asked: Asked[] = []
  const pool = {
    probe: (_: string, options: ProbeOptions) =>
      new Promise<ProbeResult>((settle, fail) => {
        asked.push({ options, settle, fail })
        options.signal?.addEventListener('abort', () => fail(options.signal?.reason as Error))
      }),
  }
  const addresses = { ask: () => Promise.resolve(well) }
  const options = { signal: new AbortController().signal, byPerson: false, doubly: true, ...part }
  const checking = check({ pool, addresses, clock }, server, { limits: DEFAULT_LIMITS, ...options })
  const pass = async (ms: number) => {
    clock.advance(ms)
    await new Promise(setImmediate)
  }
  return { asked, checking, pass }
}

describe('silence', () => {
  it('is met with a second look half-way, so that it is sure when the time is up', async () => {
    const { asked, checking, pass } = setUp()
    expect(asked).toHaveLength(1)
    await pass(5_000)
    expect(asked.map(({ options }) => options.timeoutMs)).toEqual([10_000, 5_000])
    for (const { settle } of asked) settle(failed)
    expect(await checking).toMatchObject({ finding: { outcome: 'failed', weight: 2 } })
  })

  it('that the second look breaks is a slow answer, as its caller would have met it', async () => {
    const { asked, checking, pass } = setUp()
    await pass(5_000)
    asked[1]?.settle({ ...answered, durationMs: 30 })
    expect(await checking).toMatchObject({ finding: { outcome: 'slow', durationMs: 5_030, weight: 1 } })
    expect(asked[0]?.options.signal?.aborted).toBe(true)
  })

  it('is one failure where only one look could be had', async () => {
    const { asked, checking, pass } = setUp()
    await pass(5_000)
    asked[1]?.settle({ kind: 'skipped', why: 'connecting' })
    asked[0]?.settle(failed)
    expect(await checking).toMatchObject({ finding: { outcome: 'failed', weight: 1 } })
  })

  it('is not asked twice where that is settled already', async () => {
    const { asked, checking, pass } = setUp({ doubly: false })
    await pass(9_000)
    expect(asked).toHaveLength(1)
    asked[0]?.settle(failed)
    expect(await checking).toMatchObject({ finding: { weight: 1 } })
  })
})

describe('a check', () => {
  it('takes no second look at what answers, or fails, at once', async () => {
    const { asked, checking } = setUp()
    asked[0]?.settle(failed)
    expect(await checking).toMatchObject({ finding: { outcome: 'failed', weight: 1, origin: 'probe' } })
    expect(asked).toHaveLength(1)
  })

  it('of a person may start what is idle, and has the same limit', async () => {
    const { asked, checking } = setUp({ byPerson: true, doubly: false })
    expect(asked[0]?.options).toMatchObject({ mayStart: true, timeoutMs: DEFAULT_LIMITS.timeoutMs })
    asked[0]?.settle(answered)
    expect(await checking).toMatchObject({ finding: { origin: 'person', outcome: 'ok' } })
  })

  it('ends when it is to end', async () => {
    const ending = new AbortController()
    const { checking, pass } = setUp({ signal: ending.signal })
    await pass(6_000)
    ending.abort(new Error('stopping'))
    await expect(checking).rejects.toThrow('stopping')
  })
})
