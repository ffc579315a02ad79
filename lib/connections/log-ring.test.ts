import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { LogRing } from './log-ring'

const ringOf = (mask = (text: string) => text) => new LogRing(new FakeClock(), mask)

describe('LogRing', () => {
  it('keeps the newest lines, oldest first, and says when each came', () => {
    const ring = ringOf()
    for (let i = 0; i < 5_000; i++) ring.add('stderr', `line ${i}`)
    const lines = ring.lines()
    expect(lines.length).toBeLessThanOrEqual(1_000)
    expect(lines.length).toBeGreaterThanOrEqual(700)
    expect(lines.at(-1)).toEqual({ at: '2026-11-22T00:00:00.000Z', stream: 'stderr', text: 'line 4999' })
    expect(Number(lines[0]?.text.slice(5))).toBe(5_000 - lines.length)
  })

  it('is bounded in size, however long the lines are', () => {
    const ring = ringOf()
    for (let i = 0; i < 500; i++) ring.add('stderr', 'x'.repeat(10_000))
    const size = ring.lines().reduce((sum, { text }) => sum + text.length, 0)
    expect(size).toBeLessThanOrEqual(256 * 1024)
    expect(ring.lines().length).toBeGreaterThan(10)
  })

  it('shortens a very long line and says how long it was', () => {
    const ring = ringOf()
    ring.add('stderr', 'y'.repeat(100_000))
    expect(ring.lines()[0]?.text).toMatch(/^y+… \(100000 characters\)$/)
  })

  it('passes every line through its mask', () => {
    const ring = ringOf((text) => text.replaceAll('secret', '•'))
    ring.add('pool', 'the secret')
    expect(ring.lines()[0]?.text).toBe('the •')
  })
})
