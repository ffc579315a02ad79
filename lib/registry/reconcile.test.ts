import { describe, expect, it } from 'vitest'
import { named, remote, snapshotOf, stdio } from '@/e2e/fixtures/registry'
import type { ServerRecord } from '@/lib/domain/server'
import type { Snapshot } from '@/lib/domain/snapshot'
import { type Law, serverOf } from './effective'
import { sourceOrder } from './precedence'
import { reconcile } from './reconcile'

const NOW = '2026-11-01T00:00:00.000Z'
const LATER = '2026-11-02T00:00:00.000Z'
const law: Law = { order: sourceOrder(), stdio: { allowed: true, commands: null } }

type Records = Map<string, ServerRecord>

function plan(records: Records, sourceId: string, snapshot: Snapshot, now = NOW) {
  return reconcile({ records, sourceId, snapshot, law, now })
}

function run(records: Records, sourceId: string, snapshot: Snapshot, now = NOW): Records {
  const { upserts, moved, removals } = plan(records, sourceId, snapshot, now)
  const next = new Map(records)
  for (const { name } of removals) next.delete(name)
  for (const record of [...upserts, ...moved]) next.set(record.name, record)
  return next
}

const empty: Records = new Map()

describe('what a first snapshot does', () => {
  it('adds a record of revision 1 for each candidate, and tells of each', () => {
    const result = plan(empty, 'http', snapshotOf(remote('a'), remote('b')))
    expect(result.changes).toEqual({ added: ['a', 'b'], changed: [], removed: [] })
    expect(result.upserts.map(({ name, revision, createdAt }) => ({ name, revision, createdAt }))).toEqual([
      { name: 'a', revision: 1, createdAt: NOW },
      { name: 'b', revision: 1, createdAt: NOW },
    ])
    expect(result.events).toEqual([
      { kind: 'server-added', name: 'a', source: 'http' },
      { kind: 'server-added', name: 'b', source: 'http' },
    ])
  })

  it('counts the first of two entries of one name, and says where it is', () => {
    const first = { ...remote('a', { title: 'first' }), origin: { place: '/etc/mcp/a.yaml', line: 3 } }
    const second = { ...remote('a', { title: 'second' }), origin: { place: '/etc/mcp/b.yaml', line: 9 } }
    const result = plan(empty, 'config-file', snapshotOf(first, second))
    expect(result.upserts.map((record) => record.claims[0]?.spec.title)).toEqual(['first'])
    expect(result.problems).toEqual([
      {
        severity: 'error',
        message: 'The name a is declared twice; the first one in /etc/mcp/a.yaml, line 3 counts',
        server: 'a',
        place: '/etc/mcp/b.yaml',
        line: 9,
      },
    ])
  })

  it.each(['my server', 'a/b', '', 'ünï', 'n'.repeat(129)])(
    'refuses the name %j and keeps the others',
    (name) => {
      const bad = { ...remote('x'), spec: { ...remote('x').spec, name } }
      const result = plan(empty, 'http', snapshotOf(bad, remote('good')))
      expect(result.changes.added).toEqual(['good'])
      expect(result.problems).toHaveLength(1)
    },
  )

  it('refuses commands from the network, and takes them from files and the environment', () => {
    for (const source of ['http', 'dns', 'kubernetes:prod', 'anything']) {
      const result = plan(empty, source, snapshotOf(stdio('tool'), remote('site')))
      expect(result.changes.added).toEqual(['site'])
      expect(result.problems[0]?.message).toMatch(/may not come from the source/)
    }
    for (const source of ['config-file', 'environment', 'config-file:/etc/mcp']) {
      expect(plan(empty, source, snapshotOf(stdio('tool'))).changes.added).toEqual(['tool'])
    }
  })

  it('takes commands from files of clients as it would from the person whose files they are', () => {
    const from = (stdioPolicy: Law['stdio']) =>
      reconcile({
        records: empty,
        sourceId: 'client-files',
        snapshot: snapshotOf(stdio('tool')),
        law: { ...law, stdio: stdioPolicy },
        now: NOW,
      })
    expect(from({ allowed: true, commands: null }).changes.added).toEqual(['tool'])
    expect(from({ allowed: true, commands: ['node'] }).changes.added).toEqual(['tool'])
    expect(from({ allowed: true, commands: ['npx'] }).problems[0]?.message).toMatch(
      /"node" is not one of those that may be taken over from a client's file \(npx\)/,
    )
    expect(from({ allowed: false, commands: null }).problems[0]?.message).toMatch(/PORTOLAN_STDIO/)
  })

  it('takes commands from a method that was allowed to declare them', () => {
    const allowing: Law = { ...law, stdio: { ...law.stdio, methods: ['kubernetes'] } }
    const input = { records: empty, snapshot: snapshotOf(stdio('tool')), law: allowing, now: NOW }
    expect(reconcile({ ...input, sourceId: 'kubernetes:prod' }).changes.added).toEqual(['tool'])
    expect(reconcile({ ...input, sourceId: 'config-file' }).problems).toHaveLength(1)
  })
})

describe('what a later snapshot does', () => {
  const before = run(empty, 'http', snapshotOf(remote('a'), remote('b')))

  it('writes nothing when nothing has changed, however late it is', () => {
    const result = plan(before, 'http', snapshotOf(remote('b'), remote('a')), LATER)
    expect(result).toMatchObject({ upserts: [], removals: [], events: [] })
  })

  it('does not take another order of keys for a change', () => {
    const records = run(empty, 'http', snapshotOf(remote('a', { metadata: { x: 1, y: { p: 1, q: 2 } } })))
    const again = remote('a', { metadata: { y: { q: 2, p: 1 }, x: 1 } })
    expect(plan(records, 'http', snapshotOf(again)).upserts).toEqual([])
  })

  it('names the fields that changed', () => {
    const changed = remote('a', { title: 'A', tags: ['x'], policy: { maxRetries: 9 } })
    const result = plan(before, 'http', snapshotOf(changed, remote('b')), LATER)
    expect(result.changes.changed).toEqual([{ name: 'a', fields: ['title', 'tags', 'policy'] }])
    expect(result.upserts).toHaveLength(1)
    expect(result.upserts[0]).toMatchObject({ revision: 2, createdAt: NOW, updatedAt: LATER })
  })

  it('removes what is gone, naming the revision it saw', () => {
    const result = plan(before, 'http', snapshotOf(remote('a')))
    expect(result.removals).toEqual([{ name: 'b', revision: 1 }])
    expect(result.events).toEqual([{ kind: 'server-removed', name: 'b', source: 'http' }])
  })

  it('empties at once when the source answers "none"', () => {
    expect(plan(before, 'http', snapshotOf()).changes.removed).toEqual(['a', 'b'])
  })

  it('leaves claims of other sources alone, also of another context of the same method', () => {
    const records = run(before, 'http:other', snapshotOf(remote('c')))
    expect(plan(records, 'http', snapshotOf()).changes.removed).toEqual(['a', 'b'])
  })

  it('holds what came from a place that can not be read now', () => {
    const at = (place: string, name: string, title?: string) => ({
      ...remote(name, title === undefined ? {} : { title }),
      origin: { place },
    })
    const records = run(
      empty,
      'config-file',
      snapshotOf(at('/a.yaml', 'a'), at('/a.yaml', 'x'), at('/b.yaml', 'b')),
    )
    const snapshot = { ...snapshotOf(at('/b.yaml', 'x', 'other')), unreadable: ['/a.yaml'] }
    const result = plan(records, 'config-file', snapshot)
    expect(result.changes).toEqual({ added: [], changed: [], removed: ['b'] })
  })

  it('clears staleness when the source has answered again', () => {
    const [record] = before.values()
    const stale = new Map([['a', { ...record!, claims: [{ ...record!.claims[0]!, staleSince: NOW }] }]])
    expect(plan(stale, 'http', snapshotOf(remote('a'))).changes.changed).toEqual([
      { name: 'a', fields: ['stale'] },
    ])
  })
})

describe('a server that was read at another line', () => {
  const at = (line: number | undefined, place = '/a.yaml', scope?: string) => ({
    ...remote('a'),
    origin: { place, line, ...(scope === undefined ? {} : { scope }) },
  })
  const before = run(empty, 'config-file', snapshotOf(at(4)))

  it.each([5, undefined])('is nothing to write or to tell of: line %j is for memory alone', (line) => {
    const result = plan(before, 'config-file', snapshotOf(at(line)), LATER)
    expect(result).toMatchObject({ upserts: [], removals: [], events: [] })
    expect(result.changes).toEqual({ added: [], changed: [], removed: [] })
    const record = before.get('a')!
    const claims = [{ ...record.claims[0]!, origin: { place: '/a.yaml', line } }]
    expect(result.moved).toEqual([{ ...record, claims }])
  })

  it('is written when it was read in another place or scope, or says something else', () => {
    const changed = { ...at(5), spec: remote('a', { title: 'T' }).spec }
    for (const candidate of [at(4, '/b.yaml'), at(4, '/a.yaml', 'north'), changed]) {
      const { upserts, moved } = plan(before, 'config-file', snapshotOf(candidate), LATER)
      expect(moved).toEqual([])
      expect(upserts[0]?.claims[0]?.origin).toEqual(candidate.origin)
    }
  })

  it('takes its line along when another source is the reason to write', () => {
    const moved = run(before, 'config-file', snapshotOf(at(9)))
    const { upserts } = plan(moved, 'dns', snapshotOf(remote('a')), LATER)
    expect(upserts[0]?.claims.map(({ origin }) => origin?.line)).toEqual([9, undefined])
  })

  it('is not looked at twice', () => {
    const moved = run(before, 'config-file', snapshotOf(at(9)))
    expect(plan(moved, 'config-file', snapshotOf(at(9)), LATER).moved).toEqual([])
  })
})

describe('two sources that claim one name', () => {
  const low = run(empty, 'dns', snapshotOf(remote('a', { title: 'by dns' })))
  const both = run(low, 'kubernetes:prod', snapshotOf(remote('a', { title: 'by kubernetes' })))

  it('make one server, of which the higher wins', () => {
    const server = serverOf(both.get('a')!, law)
    expect(server).toMatchObject({ source: 'kubernetes:prod', spec: { title: 'by kubernetes' } })
    expect(both.get('a')?.claims.map(({ sourceId }) => sourceId)).toEqual(['kubernetes:prod', 'dns'])
  })

  it('are reported', () => {
    const result = plan(low, 'kubernetes:prod', snapshotOf(remote('a')))
    expect(result.conflicts).toEqual([
      { kind: 'shadowed', name: 'a', winner: 'kubernetes:prod', shadowed: ['dns'] },
    ])
    expect(result.changes.changed).toEqual([{ name: 'a', fields: ['title', 'source'] }])
  })

  it('change nothing but the claims when the lower comes second', () => {
    const high = run(empty, 'kubernetes:prod', snapshotOf(remote('a')))
    const result = plan(high, 'dns', snapshotOf(remote('a', { title: 'by dns' })))
    expect(result.changes.changed).toEqual([{ name: 'a', fields: ['claims'] }])
  })

  it('hand over when the higher goes', () => {
    const result = plan(both, 'kubernetes:prod', snapshotOf())
    expect(result.changes).toEqual({
      added: [],
      changed: [{ name: 'a', fields: ['title', 'source'] }],
      removed: [],
    })
    expect(result.removals).toEqual([])
  })
})

describe('overrides', () => {
  const declared = run(empty, 'http', snapshotOf(remote('a', { tags: ['x'] })))
  const overrides = { enabled: false, tags: ['mine'], policy: { maxRetries: 7 } }
  const records = new Map([['a', { ...declared.get('a')!, overrides }]])

  it('survive re-discovery', () => {
    const next = run(records, 'http', snapshotOf(remote('a', { tags: ['y'], title: 'new' })))
    expect(next.get('a')?.overrides).toEqual(overrides)
    expect(serverOf(next.get('a')!, law)?.spec).toMatchObject({
      title: 'new',
      enabled: false,
      tags: ['mine'],
    })
    expect(serverOf(next.get('a')!, law)?.spec.policy).toMatchObject({ maxRetries: 7, firstDelayMs: 1_000 })
  })

  it('wait for a server that has gone, and stand beside it when it comes back', () => {
    const gone = run(records, 'http', snapshotOf())
    expect(serverOf(gone.get('a')!, law)).toBeUndefined()
    const result = plan(gone, 'http', snapshotOf(remote('a')))
    expect(result.changes.added).toEqual(['a'])
    expect(result.upserts[0]).toMatchObject({ revision: 3, overrides })
  })

  it('are not written again for a server that is already gone', () => {
    const gone = run(records, 'http', snapshotOf())
    expect(plan(gone, 'http', snapshotOf(), LATER).upserts).toEqual([])
  })
})

it('reconciles 10,000 servers in a fraction of a second, and 10,000 unchanged ones faster', () => {
  const candidates = named(10_000)
  const started = performance.now()
  const records = run(empty, 'http', { candidates, problems: [] })
  expect(records.size).toBe(10_000)
  expect(plan(records, 'http', { candidates: named(10_000), problems: [] }).upserts).toEqual([])
  // Two orders of magnitude over what it takes; a quadratic step would take minutes.
  expect(performance.now() - started).toBeLessThan(10_000)
})

describe('a candidate that brings its own word on new servers', () => {
  const held = {
    ...remote('a'),
    newServers: 'held' as const,
    origin: { place: 'https://r.test/a', scope: 'https://r.test/' },
  }

  it('is held though its source lets in new servers, and only it', () => {
    const records = run(empty, 'http', snapshotOf(held, remote('b')))
    expect(records.get('a')?.claims[0]?.admission).toBe('held')
    expect(records.get('b')?.claims[0]?.admission).toBeUndefined()
    expect(records.get('a')?.claims[0]).not.toHaveProperty('newServers')
  })

  it('is let in though its source holds new servers', () => {
    const snapshot = snapshotOf({ ...remote('a'), newServers: 'enabled' as const })
    const result = reconcile({
      records: empty,
      sourceId: 'http',
      snapshot,
      newServers: 'held',
      law,
      now: NOW,
    })
    expect(result.held).toEqual([])
  })

  it('goes on waiting while its catalogue does not answer', () => {
    const records = run(empty, 'http', snapshotOf(held))
    const silent = { candidates: [], problems: [], unreadable: ['https://r.test/'] }
    expect(run(records, 'http', silent, LATER).get('a')?.claims[0]?.admission).toBe('held')
  })
})
