import { describe, expect, it } from 'vitest'
import type { Connection } from '@/lib/domain/connection'
import type { AppEvent } from '@/lib/domain/event'
import { plainText, sentenceOf } from './event-sentence'

const say = (event: AppEvent) => plainText(sentenceOf(event))
const since = '2026-11-22T08:00:00.000Z'
const error = { code: 'unreachable', message: 'Connection refused' }
const connection = (value: Connection): AppEvent => ({
  kind: 'connection-changed',
  name: 'files',
  connection: value,
})

describe('sentenceOf', () => {
  it('says where a server came from', () => {
    expect(say({ kind: 'server-added', name: 'files', source: 'manual' })).toBe('files was added by hand')
    expect(say({ kind: 'server-added', name: 'files', source: 'environment' })).toBe(
      'files was added from the environment',
    )
    expect(say({ kind: 'server-added', name: 'files', source: 'dns' })).toBe('files was added from DNS')
  })

  it('names the fields that changed', () => {
    const sentence = sentenceOf({
      kind: 'server-changed',
      name: 'files',
      source: 'manual',
      fields: ['tags', 'url'],
    })
    expect(plainText(sentence)).toBe('files was changed by hand')
    expect(sentence.detail).toBe('tags and url')
  })

  it('does not link to a server that is gone', () => {
    const { parts } = sentenceOf({ kind: 'server-removed', name: 'files', source: 'manual' })
    expect(parts).toContainEqual({ code: 'files' })
    expect(parts.some((part) => typeof part === 'object' && 'server' in part)).toBe(false)
  })

  it('links to the server of every other event that names one', () => {
    const events: AppEvent[] = [
      { kind: 'server-added', name: 'files', source: 'manual' },
      { kind: 'tools-changed', name: 'files', tools: 1 },
      connection({ kind: 'idle', since }),
    ]
    for (const event of events) expect(sentenceOf(event).parts).toContainEqual({ server: 'files' })
  })

  it.each<[Connection, string]>([
    [{ kind: 'idle', since }, 'files is disconnected'],
    [{ kind: 'connecting', attempt: 1, since }, 'files is connecting'],
    [{ kind: 'connecting', attempt: 3, since }, 'files is connecting, attempt 3'],
    [{ kind: 'waiting', attempt: 2, retryAt: since, error }, 'files is down, attempt 2 is next'],
    [{ kind: 'needs-auth', since, error }, 'files needs sign-in'],
    [{ kind: 'failed', since, attempts: 1, error }, 'files failed'],
    [{ kind: 'failed', since, attempts: 6, error }, 'files failed after 6 attempts'],
    [{ kind: 'stopping', since }, 'files is stopping'],
  ])('puts the connection %j into words', (value, words) => {
    expect(say(connection(value))).toBe(words)
  })

  it('gives the reason of a failure in the words of the connection', () => {
    expect(sentenceOf(connection({ kind: 'failed', since, attempts: 2, error })).detail).toBe(
      'Connection refused',
    )
  })

  it('tells what answered when a server is connected', () => {
    const sentence = sentenceOf(
      connection({
        kind: 'ready',
        since,
        era: 'modern',
        protocolVersion: '2026-07-28',
        serverInfo: { name: 'fs', version: '1.2.0' },
        capabilities: {},
      }),
    )
    expect(plainText(sentence)).toBe('files is connected')
    expect(sentence.detail).toBe('fs 1.2.0, MCP 2026-07-28')
  })

  it.each([
    ['ok', 'echo on files from the playground answered in 120 ms', 'ok'],
    ['tool-error', 'echo on files from the playground answered with an error after 120 ms', 'warn'],
    ['failed', 'echo on files from the playground failed after 120 ms', 'bad'],
    ['cancelled', 'echo on files from the playground was cancelled after 120 ms', 'off'],
  ] as const)('tells a call that ended as %s', (outcome, words, tone) => {
    const event: AppEvent = {
      kind: 'call-finished',
      name: 'files',
      tool: 'echo',
      caller: 'playground',
      durationMs: 120,
      outcome,
    }
    expect(say(event)).toBe(words)
    expect(sentenceOf(event).tone).toBe(tone)
  })

  it('counts tools in the singular too', () => {
    expect(say({ kind: 'tools-changed', name: 'files', tools: 1 })).toBe('files offers 1 tool')
    expect(say({ kind: 'tools-changed', name: 'files', tools: 2_000 })).toBe('files offers 2,000 tools')
  })

  it('tells how far a "connect all" is', () => {
    const event: AppEvent = {
      kind: 'connect-progressed',
      batch: 'b',
      done: 3,
      total: 12,
      name: 'files',
      outcome: 'failed',
      error: 'Connection refused',
    }
    expect(say(event)).toBe('Connect all, 3 of 12: files could not be reached')
  })

  it('tells what a reload did, and shortens long lists', () => {
    const reloaded = (added: string[], removed: string[] = []): AppEvent => ({
      kind: 'config-reloaded',
      added,
      changed: [],
      removed,
      problems: [],
    })
    expect(say(reloaded(['a'], ['b', 'c']))).toBe('Configuration reloaded: a added; b and c removed')
    expect(say(reloaded(['a', 'b', 'c', 'd', 'e']))).toBe('Configuration reloaded: a, b and 3 more added')
    expect(say(reloaded([]))).toBe('Configuration reloaded: no server changed')
  })

  it('places the first error of a rejected configuration', () => {
    const { detail, tone } = sentenceOf({
      kind: 'config-rejected',
      problems: [
        { severity: 'warning', message: 'Unknown field' },
        { severity: 'error', message: 'Bad indentation', place: 'mcp.yaml', line: 4, column: 2 },
      ],
    })
    expect(detail).toBe('mcp.yaml:4:2: Bad indentation (and 1 more)')
    expect(tone).toBe('bad')
  })

  it('tells of a source that failed, with the reason', () => {
    const ran = {
      kind: 'source-ran',
      source: 'http',
      found: 2,
      added: 1,
      changed: 0,
      removed: 1,
      durationMs: 12,
    } as const
    expect(sentenceOf({ ...ran, outcome: 'failed', error: 'No answer' }).detail).toBe('No answer')
    const fine = sentenceOf({ ...ran, outcome: 'ok' })
    expect(plainText(fine)).toBe('Source HTTP catalogues was read in 12 ms: 2 servers')
    expect(fine.detail).toBe('1 added, 1 removed')
  })

  it('tells how many servers of a source wait for approval', () => {
    const words = (held: number) => plainText(sentenceOf({ kind: 'held-changed', source: 'http', held }))
    expect(words(1)).toBe('1 server from HTTP catalogues waits for approval')
    expect(words(3)).toBe('3 servers from HTTP catalogues wait for approval')
  })
})
