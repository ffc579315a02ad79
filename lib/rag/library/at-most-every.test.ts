import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { AtMostEvery } from './at-most-every'

function gate() {
  const clock = new FakeClock()
  const passed: string[] = []
  const all = new AtMostEvery({ clock, everyMs: 5_000, run: (key) => passed.push(key) })
  return { clock, passed, all }
}

describe('what is done at most every so often', () => {
  it('is done at once, and once more for a thousand that ask meanwhile', () => {
    const { clock, passed, all } = gate()
    for (let count = 0; count < 1_000; count++) all.ask('a')
    expect(passed).toEqual(['a'])
    clock.advance(5_000)
    expect(passed).toEqual(['a', 'a'])
    clock.advance(60_000)
    expect(passed).toEqual(['a', 'a'])
    expect(clock.pending).toBe(0)
  })

  it('is done for each key by itself, and not after it was stopped', () => {
    const { clock, passed, all } = gate()
    all.ask('a')
    all.ask('b')
    all.ask('b')
    all.stop()
    clock.advance(5_000)
    expect(passed).toEqual(['a', 'b'])
  })
})
