import { describe, expect, it } from 'vitest'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { Endpoint } from '@/lib/domain/endpoint'
import { EraMemory } from './era-memory'

const endpoint: Endpoint = { kind: 'stdio', command: 'x', args: [], env: { KEY: 'secret' } }
const verdict = { legacy: true, sse: false }

describe('EraMemory', () => {
  it('recalls what was found out about an endpoint', () => {
    const memory = new EraMemory(new FakeClock())
    memory.remember(endpoint, verdict)
    expect(memory.recall(endpoint)).toMatchObject(verdict)
  })

  it('knows nothing of an endpoint that differs in anything', () => {
    const memory = new EraMemory(new FakeClock())
    memory.remember(endpoint, verdict)
    expect(memory.recall({ ...endpoint, args: ['--modern'] })).toBeUndefined()
  })

  it('forgets after a day, for the server may have been upgraded', () => {
    const clock = new FakeClock()
    const memory = new EraMemory(clock)
    memory.remember(endpoint, verdict)
    clock.advance(24 * 3_600_000 - 1)
    expect(memory.recall(endpoint)).toBeDefined()
    clock.advance(1)
    expect(memory.recall(endpoint)).toBeUndefined()
  })

  it('forgets when told to', () => {
    const memory = new EraMemory(new FakeClock())
    memory.remember(endpoint, verdict)
    memory.forget(endpoint)
    expect(memory.recall(endpoint)).toBeUndefined()
  })
})
