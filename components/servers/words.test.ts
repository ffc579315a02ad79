import { describe, expect, it } from 'vitest'
import { connectionHint, countdownWords, filterWords, reasonWords, sourceWords } from './words'

const NOW = Date.parse('2026-11-22T10:00:00.000Z')
const later = (ms: number) => new Date(NOW + ms).toISOString()
const since = later(-60_000)
const error = { code: 'unreachable', message: 'Connection refused' }

describe('countdownWords', () => {
  it.each([
    [-5_000, 'now'],
    [0, 'now'],
    [1, 'in 1 s'],
    [1_000, 'in 1 s'],
    [59_400, 'in 1 min 0 s'],
    [12_300, 'in 13 s'],
    [61_000, 'in 1 min 1 s'],
    [3_600_000, 'in 1 h 0 min'],
    [5_400_000, 'in 1 h 30 min'],
  ])('says %d ms as %s', (ms, words) => {
    expect(countdownWords(later(ms), NOW)).toBe(words)
  })

  it('says "now" for a time that is no time', () => {
    expect(countdownWords('soon', NOW)).toBe('now')
  })
})

describe('connectionHint', () => {
  it('shows the attempt and when it starts while waiting', () => {
    expect(connectionHint({ kind: 'waiting', attempt: 3, retryAt: later(4_000), error }, NOW)).toBe(
      'attempt 3 in 4 s',
    )
  })

  it('shows the attempt from the second on', () => {
    expect(connectionHint({ kind: 'connecting', attempt: 1, since }, NOW)).toBeUndefined()
    expect(connectionHint({ kind: 'connecting', attempt: 2, since }, NOW)).toBe('attempt 2')
  })
})

describe('reasonWords', () => {
  it('says what failed and when it is tried again', () => {
    expect(
      reasonWords(
        { enabled: true, connection: { kind: 'waiting', attempt: 2, retryAt: later(9_000), error } },
        NOW,
      ),
    ).toBe('Connection refused. Attempt 2 starts in 9 s.')
  })

  it('says that it gave up and what to do', () => {
    expect(
      reasonWords({ enabled: true, connection: { kind: 'failed', since, attempts: 1, error } }, NOW),
    ).toBe('Connection refused. Gave up after 1 attempt; connect to try again.')
  })

  it('puts what makes it impossible first', () => {
    const connection = { kind: 'idle', since } as const
    expect(reasonWords({ enabled: false, blocked: 'TOKEN is not set', connection }, NOW)).toBe(
      "It can't run as declared: TOKEN is not set",
    )
    expect(reasonWords({ enabled: false, connection }, NOW)).toContain('disabled')
    expect(reasonWords({ enabled: true, connection }, NOW)).toContain('Not connected')
  })

  it('keeps the full stop that a message has', () => {
    const stopped = { code: 'x', message: 'It said no!' }
    expect(
      reasonWords({ enabled: true, connection: { kind: 'needs-auth', since, error: stopped } }, NOW),
    ).toContain('It said no! The server is alive')
  })
})

describe('words of a value', () => {
  it('names sources, also one of several of a method', () => {
    expect(sourceWords('config-file')).toBe('Configuration files')
    expect(sourceWords('http:corp:eu')).toBe('HTTP catalogues: corp:eu')
    expect(sourceWords('whatever')).toBe('whatever')
  })

  it('names filters as the table names the same', () => {
    expect(filterWords('state', 'ready')).toBe('Connected')
    expect(filterWords('transport', 'streamable-http')).toBe('Streamable HTTP')
    expect(filterWords('enabled', 'false')).toBe('Disabled')
    expect(filterWords('tag', 'prod')).toBe('prod')
  })
})
