import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run } from '@/lib/domain/discovery'
import { barsOf, stripWords } from './strip-bars'

const run = (id: string, durationMs: number | null, state: Run['state'] = 'succeeded') =>
  ({ id, durationMs, state }) as Run

describe('the strip of runs', () => {
  it('stands the oldest left and the newest right, and keeps its room where runs are missing', () => {
    const bars = barsOf([run('new', 10), run('old', 10)], 4)
    expect(bars.map((bar) => bar?.run.id)).toEqual([undefined, undefined, 'old', 'new'])
  })

  it('shows no more than there is room for, the newest', () => {
    expect(barsOf([run('c', 1), run('b', 1), run('a', 1)], 2).map((bar) => bar?.run.id)).toEqual(['b', 'c'])
  })

  it('draws the longest as high as there is room, and each high enough to be seen', () => {
    const durations = fc.array(fc.option(fc.integer({ min: 0, max: 10_000_000 })), {
      minLength: 1,
      maxLength: 40,
    })
    fc.assert(
      fc.property(durations, (all) => {
        const heights = barsOf(
          all.map((ms, index) => run(String(index), ms)),
          40,
        ).flatMap((bar) => (bar ? [bar.height] : []))
        expect(Math.min(...heights)).toBeGreaterThanOrEqual(0.15)
        expect(Math.max(...heights)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is told in words for those who can’t see it', () => {
    expect(stripWords([run('a', 1_200), run('b', 3, 'failed'), run('c', null, 'running')])).toBe(
      'Last 3 runs: 1 succeeded, 1 failed, 1 running; the slowest took 1.2 s',
    )
    expect(stripWords([])).toBe('No run yet')
  })
})
