import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { InFlight } from './in-flight'
import { Renewal } from './renewal'

function make(limitMs: number) {
  const clock = new FakeClock()
  const inFlight = new InFlight()
  const renewed: string[] = []
  const renewal = new Renewal({
    ...{ clock, inFlight },
    random: () => 1,
    limitMs: () => limitMs,
    renew: ({ message }) => renewed.push(message),
  })
  renewal.start()
  return { clock, inFlight, renewal, renewed }
}

/** Something that runs until it is told to end. */
function running(inFlight: InFlight): () => Promise<void> {
  let end: () => void = () => undefined
  const task = inFlight.run(() => new Promise<void>((resolve) => (end = resolve)))
  return () => {
    end()
    return task
  }
}

describe('Renewal', () => {
  it('renews what is old, and what has no limit never', () => {
    const old = make(7_200_000)
    old.clock.advance(7_199_999)
    expect(old.renewed).toEqual([])
    old.clock.advance(1)
    expect(old.renewed).toEqual(['open for 2 h'])
    const endless = make(0)
    endless.clock.advance(365 * 86_400_000)
    expect(endless.renewed).toEqual([])
  })

  it('waits for the calls that run, and for those that began since', async () => {
    const { clock, inFlight, renewed } = make(60_000)
    const first = running(inFlight)
    clock.advance(60_000)
    const second = running(inFlight)
    await first()
    expect(renewed).toEqual([])
    await second()
    expect(renewed).toHaveLength(1)
  })

  it('does nothing to the connection after the one that was old', async () => {
    const { clock, inFlight, renewal, renewed } = make(60_000)
    const call = running(inFlight)
    clock.advance(60_000)
    renewal.stop()
    renewal.start()
    await call()
    expect(renewed).toEqual([])
    clock.advance(60_000)
    expect(renewed).toHaveLength(1)
  })

  it('renews once, however often it is asked', async () => {
    const { inFlight, renewal, renewed } = make(0)
    const call = running(inFlight)
    renewal.ask({ code: 'memory', message: 'too much' })
    renewal.ask({ code: 'memory', message: 'too much' })
    await call()
    expect(renewed).toEqual(['too much'])
  })
})
