import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schedule } from '@/lib/domain/incident'
import { SpanCache } from './span-cache'
import { merged, nextSpans, type Span, spansOf } from './spans'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string) => Date.parse(text)
const shown = (spans: Span[]) =>
  spans.map(({ from, to }) => `${new Date(from).toISOString()} ${(to - from) / 60_000}`)

function recurring(cron: string, durationMinutes: number, timezone = 'UTC', limits = {}): Schedule {
  return { kind: 'recurring', cron, timezone, durationMinutes, ...limits }
}

describe('spansOf', () => {
  it('is the one span of a window that is held once, cut to what is asked for', () => {
    const once: Schedule = { kind: 'once', from: '2026-11-22T10:00:00Z', to: '2026-11-22T12:00:00Z' }
    expect(shown(spansOf(once, at('2026-11-22T00:00:00Z'), at('2026-11-23T00:00:00Z')))).toEqual([
      '2026-11-22T10:00:00.000Z 120',
    ])
    expect(shown(spansOf(once, at('2026-11-22T11:30:00Z'), at('2026-11-23T00:00:00Z')))).toEqual([
      '2026-11-22T11:30:00.000Z 30',
    ])
    expect(spansOf(once, at('2026-11-22T12:00:00Z'), at('2026-11-23T00:00:00Z'))).toEqual([])
  })

  it('begins at the hour that the clock on the wall shows, in summer and in winter', () => {
    const nightly = recurring('0 22 * * *', 60, 'Europe/Berlin')
    expect(shown(spansOf(nightly, at('2026-10-24T00:00:00Z'), at('2026-10-27T00:00:00Z')))).toEqual([
      '2026-10-24T20:00:00.000Z 60',
      '2026-10-25T21:00:00.000Z 60',
      '2026-10-26T21:00:00.000Z 60',
    ])
  })

  it('begins when the hour is over that the clocks leave out', () => {
    const nightly = recurring('30 2 * * *', 90, 'Europe/Berlin')
    expect(shown(spansOf(nightly, at('2026-03-28T12:00:00Z'), at('2026-03-30T12:00:00Z')))).toEqual([
      '2026-03-29T01:00:00.000Z 90',
      '2026-03-30T00:30:00.000Z 90',
    ])
  })

  it('begins once in an hour that comes twice, and lasts no longer for it', () => {
    const nightly = recurring('30 2 * * *', 120, 'Europe/Berlin')
    expect(shown(spansOf(nightly, at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z')))).toEqual([
      '2026-10-25T00:30:00.000Z 120',
    ])
  })

  it('knows a span that began before what is asked for', () => {
    const weekly = recurring('0 0 * * 1', 3 * 24 * 60)
    expect(shown(spansOf(weekly, at('2026-11-25T12:00:00Z'), at('2026-11-28T00:00:00Z')))).toEqual([
      '2026-11-25T12:00:00.000Z 720',
    ])
  })

  it('makes one span of what overlaps or follows without a pause', () => {
    const whole = recurring('0 */6 * * *', 360)
    expect(shown(spansOf(whole, at('2026-11-22T00:00:00Z'), at('2026-11-23T00:00:00Z')))).toEqual([
      '2026-11-22T00:00:00.000Z 1440',
    ])
    const overlapping = recurring('0 1,2 * * *', 90)
    expect(shown(spansOf(overlapping, at('2026-11-22T00:00:00Z'), at('2026-11-23T00:00:00Z')))).toEqual([
      '2026-11-22T01:00:00.000Z 150',
    ])
  })

  it('holds neither before its first day nor after its last', () => {
    const limited = recurring('0 1 * * *', 120, 'UTC', {
      from: '2026-11-22T02:00:00Z',
      until: '2026-11-23T02:00:00Z',
    })
    expect(shown(spansOf(limited, at('2026-11-20T00:00:00Z'), at('2026-11-30T00:00:00Z')))).toEqual([
      '2026-11-23T01:00:00.000Z 60',
    ])
  })
})

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'] as const

/** Hours and minutes on the wall, by another reader of timezones than the one under test. */
function onTheWall(ms: number, timeZone: string): { hour: number; minute: number; weekday: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' },
  }).formatToParts(ms)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return { hour: Number(part('hour')), minute: Number(part('minute')), weekday: part('weekday') }
}

describe('over the years and in any timezone', () => {
  const schedules = fc.record({
    minute: fc.integer({ min: 0, max: 59 }),
    hour: fc.integer({ min: 0, max: 23 }),
    zone: fc.constantFrom(...ZONES),
    lasts: fc.integer({ min: 1, max: 2_000 }),
    day: fc.integer({ min: 0, max: 800 }),
    days: fc.integer({ min: 1, max: 20 }),
  })
  const start = at('2026-01-01T00:00:00Z')

  it('begins once a day at its time on the wall, or later by the hour that is left out', () => {
    fc.assert(
      fc.property(schedules, ({ minute, hour, zone, day, days }) => {
        // A minute long, so that nothing merges.
        const from = start + day * DAY
        const spans = spansOf(recurring(`${minute} ${hour} * * *`, 1, zone), from, from + days * DAY)
        expect(spans.length).toBeGreaterThanOrEqual(days - 1)
        expect(spans.length).toBeLessThanOrEqual(days + 1)
        for (const span of spans.filter((one) => one.from > from)) {
          const wall = onTheWall(span.from, zone)
          const late = wall.hour * 60 + wall.minute - (hour * 60 + minute)
          expect(late >= 0 && late <= 60, `${late} min late`).toBe(true)
          if (late > 0) {
            // Just there the clocks went forward: a minute before, the wall showed over a minute less.
            const before = onTheWall(span.from - 60_000, zone)
            expect(wall.hour * 60 + wall.minute - (before.hour * 60 + before.minute)).toBeGreaterThan(1)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is in order, apart, within what is asked for, and the same however the time is cut', () => {
    fc.assert(
      fc.property(schedules, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const { minute, hour, zone, lasts, day, days } = given
        const schedule = recurring(`${minute} ${hour},${(hour + 5) % 24} * * *`, lasts, zone)
        const [from, to] = [start + day * DAY, start + (day + days) * DAY]
        const middle = Math.round(from + (to - from) * share)
        const whole = spansOf(schedule, from, to)
        whole.forEach((span, index) => {
          expect(span.from).toBeLessThan(span.to)
          expect(span.from).toBeGreaterThanOrEqual(from)
          expect(span.to).toBeLessThanOrEqual(to)
          expect(span.from).toBeGreaterThan(whole[index - 1]?.to ?? -Infinity)
        })
        const halves = [...spansOf(schedule, from, middle), ...spansOf(schedule, middle, to)]
        expect(merged(halves)).toEqual(whole)
      }),
      { numRuns: 60 },
    )
  })

  it('answers the same from memory', () => {
    fc.assert(
      fc.property(
        schedules,
        fc.array(fc.tuple(fc.integer({ min: -40, max: 400 }), fc.integer({ min: 0, max: 60 })), {
          maxLength: 8,
        }),
        ({ minute, hour, zone, lasts, day }, questions) => {
          const schedule = recurring(`${minute} ${hour} * * *`, lasts, zone)
          const cache = new SpanCache(schedule)
          for (const [after, length] of questions) {
            const from = start + (day + after) * DAY
            const to = from + length * DAY
            expect(cache.between(from, to)).toEqual(spansOf(schedule, from, to))
            const isIn = spansOf(schedule, from, from + 1).length > 0
            expect(cache.at(from) !== undefined).toBe(isIn)
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('nextSpans', () => {
  const now = at('2026-11-22T12:00:00Z')

  it('begins with the one that holds now, whole', () => {
    expect(shown(nextSpans(recurring('0 11 * * *', 120), now, 2))).toEqual([
      '2026-11-22T11:00:00.000Z 120',
      '2026-11-23T11:00:00.000Z 120',
    ])
  })

  it('has fewer where there are no more', () => {
    const once: Schedule = { kind: 'once', from: '2026-11-22T10:00:00Z', to: '2026-11-22T12:00:00Z' }
    expect(nextSpans(once, now, 5)).toEqual([])
    const until = { until: '2026-11-24T00:00:00Z' }
    expect(nextSpans(recurring('0 13 * * *', 60, 'UTC', until), now, 5)).toHaveLength(2)
  })

  it('comes to an end also for what never ends', () => {
    expect(nextSpans(recurring('0 * * * *', 60), now, 5)).toHaveLength(1)
  })

  it('finds what is years away', () => {
    expect(shown(nextSpans(recurring('0 0 29 2 *', 60), now, 1))).toEqual(['2028-02-29T00:00:00.000Z 60'])
  })
})
