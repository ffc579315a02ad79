import { describe, expect, it } from 'vitest'
import type { Connection } from '@/lib/domain/connection'
import { connectionVerb } from './connection-verb'

const since = '2026-11-22T10:00:00.000Z'
const error = { code: 'unreachable', message: 'x' }
const verb = (connection: Connection, part: { enabled?: boolean; blocked?: string } = {}) =>
  connectionVerb({ enabled: true, connection, ...part })

describe('what to do about a connection', () => {
  it('is offered by its state', () => {
    expect(verb({ kind: 'idle', since })).toBe('connect')
    expect(verb({ kind: 'connecting', attempt: 1, since })).toBe('cancel')
    expect(verb({ kind: 'waiting', attempt: 2, retryAt: since, error })).toBe('retry')
    expect(verb({ kind: 'failed', attempts: 6, since, error })).toBe('retry')
    expect(verb({ kind: 'needs-auth', since, error })).toBe('retry')
    expect(verb({ kind: 'stopping', since })).toBe('none')
  })

  it('is nothing while the server is disabled or blocked', () => {
    expect(verb({ kind: 'idle', since }, { enabled: false })).toBe('none')
    expect(verb({ kind: 'idle', since }, { blocked: 'TOKEN is not set' })).toBe('none')
    expect(verb({ kind: 'failed', attempts: 6, since, error }, { enabled: false })).toBe('none')
  })

  it('is to disconnect also when a connected server was disabled', () => {
    const ready: Connection = {
      kind: 'ready',
      since,
      era: 'modern',
      protocolVersion: '2026-07-28',
      serverInfo: { name: 'x', version: '1' },
      capabilities: {},
    }
    expect(verb(ready, { enabled: false })).toBe('disconnect')
  })
})
