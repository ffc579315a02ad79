import { describe, expect, it } from 'vitest'
import type { AppEvent } from '@/lib/domain/event'
import { EventBus } from '@/lib/events/bus'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import { CallMeter, percentile } from './stats'

type Outcome = Extract<AppEvent, { kind: 'call-finished' }>['outcome']

function setUp() {
  let now = Date.UTC(2026, 10, 22, 12)
  const bus = new EventBus(silentLogger)
  const meter = new CallMeter(bus, { ...systemClock, now: () => now })
  return {
    meter,
    call: (durationMs: number, outcome: Outcome = 'ok') =>
      bus.publish({ kind: 'call-finished', name: 's', tool: 't', caller: 'api', durationMs, outcome }),
    pass: (minutes: number) => void (now += minutes * 60_000),
  }
}

describe('CallMeter', () => {
  it('knows nothing before the first call', () => {
    expect(setUp().meter.lastHour()).toEqual({ count: 0, errors: 0, p50Ms: null, p95Ms: null, p99Ms: null })
  })

  it('gives the percentiles of the last hour', () => {
    const { meter, call } = setUp()
    for (let ms = 100; ms >= 1; ms -= 1) call(ms)
    expect(meter.lastHour()).toEqual({ count: 100, errors: 0, p50Ms: 50, p95Ms: 95, p99Ms: 99 })
  })

  it('counts as errors what failed, not what a person cancelled', () => {
    const { meter, call } = setUp()
    for (const outcome of ['ok', 'failed', 'tool-error', 'cancelled'] as const) call(1, outcome)
    expect(meter.lastHour()).toMatchObject({ count: 4, errors: 2 })
  })

  it('forgets what is older than an hour', () => {
    const { meter, call, pass } = setUp()
    call(1_000, 'failed')
    pass(40)
    call(10)
    pass(40)
    expect(meter.lastHour()).toMatchObject({ count: 1, errors: 0, p50Ms: 10, p99Ms: 10 })
    pass(60)
    expect(meter.lastHour()).toMatchObject({ count: 0, p50Ms: null })
  })

  it('counts on exactly when there are more calls than it keeps', () => {
    const { meter, call } = setUp()
    for (let index = 0; index < 40_000; index += 1) call(index < 20_000 ? 5 : 7)
    expect(meter.lastHour()).toMatchObject({ count: 40_000, p50Ms: 7 })
  })

  it('hears no more once it is stopped', () => {
    const { meter, call } = setUp()
    meter.stop()
    call(1)
    expect(meter.lastHour().count).toBe(0)
  })
})

it('takes the nearest rank', () => {
  expect(percentile(Float64Array.of(1, 2, 3, 4), 0.5)).toBe(2)
  expect(percentile(Float64Array.of(7), 0.99)).toBe(7)
  expect(percentile(new Float64Array(), 0.5)).toBeNull()
})
