import { describe, expect, it } from 'vitest'
import { latencyWords } from './latency-words'
import { stretchWords, ticksOf } from './time-axis'
import { uptimeWords } from './uptime-words'

/** In the zone of whoever runs this, as the axis is in the reader's. */
const at = (hour: number, minute = 0, day = 18) => new Date(2026, 10, day, hour, minute).getTime()

describe('ticksOf', () => {
  it('tells round times of the reader’s own clock, and the day at midnight', () => {
    const ticks = ticksOf(at(21, 10), at(3, 10, 19), 8)
    expect(ticks.map((tick) => tick.at)).toEqual([
      at(22),
      at(23),
      at(0, 0, 19),
      at(1, 0, 19),
      at(2, 0, 19),
      at(3, 0, 19),
    ])
    expect(ticks[0]?.label).toBe('22:00')
    expect(ticks[2]?.label).toMatch(/19/)
  })

  it('is at most as many as there is room for, however long the span', () => {
    for (const days of [1, 3, 7, 30, 90, 400]) {
      const ticks = ticksOf(at(12), at(12) + days * 86_400_000, 6)
      expect(ticks.length).toBeGreaterThan(0)
      expect(ticks.length).toBeLessThanOrEqual(7)
    }
  })
})

describe('stretchWords', () => {
  it('tells the hours within a day, and both days across midnight', () => {
    expect(stretchWords(at(14), at(14, 15))).toMatch(/18.*14:00 to 14:15$/)
    expect(stretchWords(at(23, 45), at(0, 15, 19))).toMatch(/18.*23:45 to .*19.*00:15$/)
  })

  it('tells whole days without their hours', () => {
    expect(stretchWords(at(0), at(0, 0, 19))).not.toMatch(/:/)
    expect(stretchWords(at(0), at(0, 0, 21))).toMatch(/18.* to .*21/)
  })
})

describe('latencyWords', () => {
  it.each([
    [null, '–'],
    [0, '0 ms'],
    [4.25, '4.3 ms'],
    [84.4, '84 ms'],
    [1_240, '1.24 s'],
    [12_340, '12.3 s'],
  ])('%s ms is "%s"', (ms, words) => {
    expect(latencyWords(ms)).toBe(words)
  })
})

describe('uptimeWords', () => {
  it.each([
    [null, '–'],
    [1, '100%'],
    // What was down for a moment was not up all the time.
    [0.999999, '99.99%'],
    [0.98765, '98.76%'],
    [0.00001, '<0.01%'],
    [0, '0%'],
  ])('%s is "%s"', (share, words) => {
    expect(uptimeWords(share)).toBe(words)
  })
})
