import { describe, expect, it } from 'vitest'
import { startBatch } from '@/components/shell/connect-batch'
import type { Connection } from '@/lib/domain/connection'
import { connectRows } from './connect-rows'

const since = '2026-11-22T08:00:00.000Z'
const error = { code: 'unreachable', message: 'Connection refused' }
const begun = { batch: 'b', begun: ['a', 'b', 'c', 'd'], skipped: [] }
const ended = (name: string, outcome: 'ready' | 'failed', reason?: string) => ({
  kind: 'connect-progressed' as const,
  batch: 'b',
  done: 1,
  total: 4,
  name,
  outcome,
  error: reason,
})

describe('connectRows', () => {
  it('puts what went wrong first and what is well last', () => {
    const live = new Map<string, Connection>([
      ['b', { kind: 'failed', since, attempts: 1, error }],
      ['c', { kind: 'connecting', attempt: 2, since }],
    ])
    const rows = connectRows(startBatch(begun, [ended('a', 'ready'), ended('b', 'failed')], 0), live)
    expect(rows.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'a'])
  })

  it('shows a server as it is now, not as its attempt ended', () => {
    const live = new Map<string, Connection>([['a', { kind: 'waiting', attempt: 2, retryAt: since, error }]])
    const row = connectRows(startBatch(begun, [ended('a', 'failed', 'Refused')], 0), live)[0]
    expect(row).toMatchObject({ name: 'a', kind: 'waiting', note: 'attempt 2 is next: Connection refused' })
  })

  it('tells the attempt from the second on', () => {
    const live = new Map<string, Connection>([
      ['a', { kind: 'connecting', attempt: 1, since }],
      ['b', { kind: 'connecting', attempt: 2, since }],
    ])
    const notes = connectRows(startBatch(begun, [], 0), live).map(({ note }) => note)
    expect(notes).toEqual([undefined, 'attempt 2', undefined, undefined])
  })

  it('takes the outcome for a server of which nothing else is known', () => {
    const rows = connectRows(startBatch(begun, [ended('d', 'failed', 'Refused')], 0), new Map())
    expect(rows[0]).toEqual({ name: 'd', settled: true, kind: 'failed', note: 'Refused' })
    expect(rows.slice(1).every(({ kind, settled }) => kind === 'connecting' && !settled)).toBe(true)
  })
})
