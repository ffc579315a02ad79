import { describe, expect, it } from 'vitest'
import { inSlices } from './in-slices'

const busy = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('work in slices', () => {
  it('does every item in order and lets others have their turn between', async () => {
    const done: number[] = []
    let turns = 0
    const other = setInterval(() => turns++, 0)
    await inSlices([1, 2, 3, 4], (item) => {
      busy(15)
      done.push(item)
    })
    clearInterval(other)
    expect(done).toEqual([1, 2, 3, 4])
    expect(turns).toBeGreaterThan(0)
  })

  it('ends when the work says so, or when it is no longer wanted', async () => {
    const done: number[] = []
    await inSlices([1, 2, 3], (item) => {
      done.push(item)
      return item < 2
    })
    expect(done).toEqual([1, 2])
    const aborted = inSlices([1, 2, 3], () => busy(15), AbortSignal.abort(new Error('enough')))
    await expect(aborted).rejects.toThrow('enough')
  })
})
