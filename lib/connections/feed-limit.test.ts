import { expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { FeedLimit } from './feed-limit'

it('lets a burst pass, then one at a time, and tells how many it kept back', () => {
  const clock = new FakeClock()
  const limit = new FeedLimit({ clock, burst: 3, everyMs: 1_000 })
  const take = (times: number) => Array.from({ length: times }, () => limit.take()?.dropped)
  expect(take(5)).toEqual([0, 0, 0, undefined, undefined])
  clock.advance(1_000)
  expect(take(2)).toEqual([2, undefined])
  clock.advance(60_000)
  expect(take(4)).toEqual([1, 0, 0, undefined])
})

it('goes on when the clock steps back an hour', () => {
  let now = 1_700_000_000_000
  const clock = { now: () => now, after: () => () => undefined }
  const limit = new FeedLimit({ clock, burst: 1, everyMs: 1_000 })
  limit.take()
  now -= 3_600_000
  expect(limit.take()).toBeUndefined()
  now += 1_000
  expect(limit.take()).toEqual({ dropped: 1 })
})
