import { describe, expect, it } from 'vitest'
import { verdict } from '@/e2e/fixtures/webhook-world'
import type { AppEvent } from '@/lib/domain/event'
import { WEBHOOK_EVENTS } from '@/lib/domain/webhook'
import { bodyOf } from './body'
import { sentenceOf } from './sentence'

const cause = { code: 'unreachable', message: 'It can not be reached' }
const incident = {
  incident: '00000000-0000-4000-8000-000000000001',
  name: 'files',
  group: null,
  silenced: false,
}
const group = '00000000-0000-4000-8000-000000000002'
const about = { ...incident, severity: 'unhealthy', cause } as const
const events: AppEvent[] = [
  verdict('files'),
  { kind: 'incident-opened', ...about },
  { kind: 'incident-closed', ...about, end: 'recovered', durationMs: 90_000 },
  { kind: 'incident-group-opened', group, servers: 9, names: ['a', 'b', 'c', 'd', 'e', 'f'], cause },
  { kind: 'incident-group-closed', group, servers: 9, durationMs: 9_000_000 },
  { kind: 'server-added', name: 'files', source: 'dns' },
  { kind: 'server-changed', name: 'files', source: 'dns', fields: ['tags', 'version'] },
  { kind: 'server-removed', name: 'files', source: 'dns' },
  { kind: 'tool-drifted', name: 'files', tool: 'read', changed: ['description', 'input'], held: true },
  { kind: 'breaker-changed', name: 'files', breaker: { kind: 'half-open', failures: 5, error: cause } },
  { kind: 'authorization-changed', name: 'files', state: 'expired' },
  {
    kind: 'source-ran',
    source: 'dns',
    outcome: 'failed',
    found: 0,
    added: 0,
    changed: 0,
    removed: 0,
    durationMs: 1,
    error: 'No such name',
  },
  {
    kind: 'config-rejected',
    problems: [{ severity: 'error', message: 'A comma is missing', place: 'mcp.yaml' }],
  },
  { kind: 'held-changed', source: 'dns', held: 3 },
  { kind: 'maintenance-changed', window: group, title: 'New disks' },
]

describe('what a webhook is sent', () => {
  it('says each kind in a sentence', () => {
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(WEBHOOK_EVENTS))
    expect(events.map(sentenceOf)).toEqual([
      'files is unhealthy: files can not be reached',
      'files: incident, unhealthy: It can not be reached',
      'files: incident over after 90 s, recovered',
      '9 servers failed together (a, b, c, d, e and 4 more): It can not be reached',
      'The incident of 9 servers is over after 2.5 h',
      'files was added by dns',
      'files was changed by dns: tags, version',
      'files was removed by dns',
      'files: the tool read has another description, input and is held until it is approved',
      'files: one call is let through to try',
      'files: the sign-in has expired and can not be refreshed',
      'Reading dns failed: No such name',
      'The configuration was rejected: A comma is missing',
      '3 servers of dns wait for approval',
      'Maintenance “New disks” has changed',
    ])
  })

  it('leads to the page that has more, where it is known under which address', () => {
    const links = events.map((event) => {
      const body = bodyOf(
        { id: 'x', sequence: 1, at: '2026-11-22T00:00:00.000Z', event },
        'json',
        'https://mcp.test',
      )
      return (JSON.parse(body) as { link: string }).link
    })
    const incidents = [`health/incidents/${about.incident}`, 'health?tab=incidents', 'health?tab=maintenance']
    const paths = ['servers/files', '', 'discovery', 'config', ...incidents]
    expect(new Set(links)).toEqual(new Set(paths.map((path) => `https://mcp.test/${path}`)))
    const slack = bodyOf({ id: 'x', sequence: 1, at: '', event: verdict('a') }, 'slack', 'https://mcp.test')
    expect(slack).toBe('{"text":"a is unhealthy: a can not be reached <https://mcp.test/servers/a|Open>"}')
  })
})
