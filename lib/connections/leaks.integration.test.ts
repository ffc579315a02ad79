import { describe, expect, it } from 'vitest'
import { holdings } from '@/e2e/faults/leaks'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { PoolHarness, until } from '@/e2e/servers/pool-harness'

const CYCLES = 12

describe('connecting and disconnecting, again and again', () => {
  it(
    'leaves no process, socket or timer behind, whatever the transport, be it with calls, probes or crashes',
    { timeout: 120_000 },
    async () => {
      const clock = new FakeClock()
      const harness = new PoolHarness({ clock })
      const sse = await harness.http(['--mode', 'sse'])
      const old = await harness.http(['--stream'])
      const modern = await harness.http(['--mode', 'modern'])
      const remote = (url: string, transport: 'sse' | 'streamable-http') => ({
        kind: 'remote' as const,
        transport,
        url,
      })
      harness.declare('stdio', { endpoint: harness.stdio() })
      harness.declare('crashes', { endpoint: harness.stdio(['--crash']), policy: { maxRetries: 0 } })
      harness.declare('sse', { endpoint: remote(sse.url, 'sse') })
      harness.declare('old', { endpoint: remote(old.url, 'streamable-http') })
      harness.declare('modern', { endpoint: remote(modern.url, 'streamable-http') })
      const names = ['stdio', 'sse', 'old', 'modern']
      const cycle = async () => {
        await Promise.all(names.map((name) => harness.call(name, 'echo', { text: name })))
        await Promise.all(names.map((name) => harness.pool.probe(name, { timeoutMs: 10_000 })))
        await harness.pool.open('crashes')
        await harness.pool.disconnect({ all: true })
        await Promise.all(names.map((name) => harness.pool.probe(name, { timeoutMs: 10_000 })))
      }
      await cycle()
      const timers = clock.pending
      const before = holdings()
      for (let i = 0; i < CYCLES; i++) await cycle()
      expect(clock.pending).toBe(timers)
      expect(await harness.processes()).toEqual([])
      expect(holdings().children).toBe(before.children)
      // Those that a client keeps for the next request close by themselves within moments.
      await until(
        () => holdings().sockets <= before.sockets,
        15_000,
        () => `${JSON.stringify(before)} became ${JSON.stringify(holdings())}`,
      )
      await harness.dispose()
      expect(clock.pending).toBe(0)
    },
  )
})
