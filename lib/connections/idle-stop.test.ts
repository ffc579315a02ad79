import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { IdleStop } from './idle-stop'

function make(limitMs: number) {
  const clock = new FakeClock()
  const state = { busy: false, idle: [] as number[] }
  const idleStop = new IdleStop({
    clock,
    limitMs: () => limitMs,
    isBusy: () => state.busy,
    onIdle: (ms) => state.idle.push(ms),
  })
  idleStop.start()
  return { clock, idleStop, state }
}

describe('IdleStop', () => {
  it('tells once when nobody has used it for its time', () => {
    const { clock, state } = make(1_000)
    clock.advance(10_000)
    expect(state.idle).toEqual([1_000])
    expect(clock.pending).toBe(0)
  })

  it('counts from the last use', () => {
    const { clock, idleStop, state } = make(1_000)
    clock.advance(900)
    idleStop.used()
    clock.advance(900)
    expect(state.idle).toEqual([])
    clock.advance(100)
    expect(state.idle).toEqual([1_000])
  })

  it('waits for a call that is still running, however long', () => {
    const { clock, state } = make(1_000)
    state.busy = true
    clock.advance(60_000)
    expect(state.idle).toEqual([])
    state.busy = false
    clock.advance(2_000)
    expect(state.idle).toHaveLength(1)
  })

  it('never tells when its limit is 0, or once it is stopped', () => {
    const never = make(0)
    never.clock.advance(1_000_000)
    expect(never.state.idle).toEqual([])
    const stopped = make(1_000)
    stopped.idleStop.stop()
    stopped.clock.advance(5_000)
    expect(stopped.state.idle).toEqual([])
  })
})
