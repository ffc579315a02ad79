import { expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { Connection } from '@/lib/domain/connection'
import { Outage } from './outage'

const at = new Date(0).toISOString()
const error = { code: 'unreachable', message: 'gone' }
const ready: Connection = {
  ...{ kind: 'ready', since: at, era: 'legacy', protocolVersion: '2025-11-25', capabilities: {} },
  serverInfo: { name: 'n', version: '1' },
}
const waiting: Connection = { kind: 'waiting', attempt: 2, retryAt: at, error }
const connecting: Connection = { kind: 'connecting', attempt: 2, since: at }
const failed: Connection = { kind: 'failed', since: at, attempts: 5, error }
const idle: Connection = { kind: 'idle', since: at }

function make() {
  const clock = new FakeClock()
  const ended: number[] = []
  const outage = new Outage({ clock, graceMs: () => 60_000, onLong: () => ended.push(clock.now()) })
  return { clock, ended, outage }
}

it('lasts from the loss to the return, over all attempts between', () => {
  const { clock, ended, outage } = make()
  for (const state of [ready, waiting, connecting, waiting, failed]) {
    outage.follow(state)
    clock.advance(14_000)
  }
  expect(outage.isOn).toBe(true)
  expect(ended).toEqual([])
  clock.advance(4_000)
  expect(ended).toHaveLength(1)
})

it('is over when the server is back in time, and the next one has its whole grace', () => {
  const { clock, ended, outage } = make()
  outage.follow(waiting)
  clock.advance(59_000)
  outage.follow(ready)
  outage.follow(waiting)
  clock.advance(59_000)
  expect(ended).toEqual([])
  clock.advance(1_000)
  expect(ended).toHaveLength(1)
})

it('is none when nobody wants the connection open', () => {
  const { clock, ended, outage } = make()
  for (const state of [waiting, idle, { ...connecting, attempt: 1 }]) outage.follow(state)
  expect(outage.isOn).toBe(false)
  clock.advance(120_000)
  expect(ended).toEqual([])
})
