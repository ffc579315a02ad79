import { describe, expect, it } from 'vitest'
import type { Connection } from '../domain/connection'
import type { AppEvent } from '../domain/event'
import { effectsOf, followsStates, isHealthOf, patched, seldomMs } from './feed-effects'
import { queryKeys } from './query-keys'

const AT = '2026-01-01T00:00:00.000Z'
const IDLE: Connection = { kind: 'idle', since: AT }
const CONNECTING: Connection = { kind: 'connecting', attempt: 1, since: AT }

const changed = (name: string, connection: Connection): AppEvent => ({
  kind: 'connection-changed',
  name,
  connection,
})

describe('effectsOf', () => {
  it('keeps the last word on each server', () => {
    const { patches } = effectsOf([
      changed('a', CONNECTING),
      { kind: 'tools-changed', name: 'a', tools: 7 },
      changed('a', IDLE),
      changed('b', CONNECTING),
    ])
    expect(patches.get('a')).toEqual({ connection: IDLE, tools: 7 })
    expect(patches.get('b')).toEqual({ connection: CONNECTING })
  })

  it('asks for the lists again when servers come and go, and for that server', () => {
    const { invalid } = effectsOf([{ kind: 'server-changed', name: 'a', source: 'manual', fields: ['tags'] }])
    expect(invalid).toContainEqual(queryKeys.serverLists)
    expect(invalid).toContainEqual(queryKeys.facets)
    expect(invalid).toContainEqual(queryKeys.server('a'))
  })

  it('does not ask for lists again because a state changed: it has the new state already', () => {
    const { invalid } = effectsOf([changed('a', IDLE)])
    expect(invalid).not.toContainEqual(queryKeys.serverLists)
    expect(invalid).not.toContainEqual(queryKeys.server('a'))
  })

  it('asks again for a run, its source and what is held when they move, and for nothing else', () => {
    const run = '7b0c8f1e-6f2c-4a38-9f57-1d9d2a3c4b5e'
    expect(effectsOf([{ kind: 'run-changed', source: 'http', run, state: 'running' }]).invalid).toEqual([
      queryKeys.sources,
      queryKeys.runs,
      queryKeys.run(run),
    ])
    expect(effectsOf([{ kind: 'held-changed', source: 'http', held: 2 }]).invalid).toEqual([
      queryKeys.sources,
      queryKeys.held,
    ])
    expect(effectsOf([{ kind: 'source-changed', source: 'http' }]).invalid).toEqual([queryKeys.sources])
  })

  it('asks for the history of the servers concerned, and seldom for the whole fleet, when verdicts change', () => {
    const { invalid, seldom, healthMoved, patches } = effectsOf([
      {
        kind: 'verdict-changed',
        name: 'a',
        from: 'healthy',
        verdict: 'unhealthy',
        reason: { code: 'unreachable', message: 'No answer' },
        silenced: false,
      },
    ])
    expect(invalid).toEqual([queryKeys.facets, queryKeys.stats])
    expect(seldom).toEqual([queryKeys.health])
    expect(healthMoved).toEqual(new Set(['a']))
    expect(patches.get('a')).toEqual({
      verdict: 'unhealthy',
      reason: { code: 'unreachable', message: 'No answer' },
    })
  })

  it('takes every history for out of date when a maintenance window changes', () => {
    const window = '7b0c8f1e-6f2c-4a38-9f57-1d9d2a3c4b5e'
    const { invalid, healthMoved } = effectsOf([{ kind: 'maintenance-changed', window, title: 'Patches' }])
    expect(invalid).toEqual([queryKeys.maintenance])
    expect(healthMoved).toBeNull()
  })

  it('makes few effects of ten thousand events', () => {
    const events = Array.from({ length: 10_000 }, (_, i): AppEvent => ({
      kind: 'server-added',
      name: `s${i}`,
      source: 'config-file',
    }))
    expect(effectsOf(events).invalid.length).toBeLessThan(10)
  })
})

describe('isHealthOf', () => {
  it('knows the histories of the servers named, whatever their span', () => {
    const key = [...queryKeys.serverHealth('a'), { range: '24h' }]
    expect(isHealthOf(key, new Set(['a', 'b']))).toBe(true)
    expect(isHealthOf(key, new Set(['b']))).toBe(false)
    expect(isHealthOf(key, null)).toBe(true)
    expect(isHealthOf(queryKeys.serverDetail('a'), new Set(['a']))).toBe(false)
    expect(isHealthOf(queryKeys.serverDetail('a'), null)).toBe(false)
  })
})

describe('seldomMs', () => {
  it('lets a small answer be asked for soon, and one of ten thousand rows twice a minute', () => {
    expect(seldomMs(5)).toBe(2_000)
    expect(seldomMs(2_000)).toBe(6_000)
    expect(seldomMs(10_000)).toBe(30_000)
    expect(seldomMs(1_000_000)).toBe(30_000)
  })
})

describe('followsStates', () => {
  it('knows the lists that a changed state can move servers into or out of', () => {
    expect(followsStates(queryKeys.serverList({ state: ['failed'] }))).toBe(true)
    expect(followsStates(queryKeys.serverList({ verdict: ['unhealthy'] }))).toBe(true)
    expect(followsStates(queryKeys.serverList({ sort: 'state' }))).toBe(true)
    expect(followsStates(queryKeys.serverList({ state: [], sort: 'name', tag: ['demo'] }))).toBe(false)
    expect(followsStates(queryKeys.serverDetail('a'))).toBe(false)
  })
})

describe('patched', () => {
  const patches = new Map([['a', { connection: CONNECTING }]])
  const a = { name: 'a', connection: IDLE, tags: ['x'] }
  const b = { name: 'b', connection: IDLE }

  it('changes one server, a page of servers, and the pages of an endless list', () => {
    const after = { ...a, connection: CONNECTING }
    expect(patched(a, patches)).toEqual(after)
    expect(patched({ items: [a, b], nextCursor: null }, patches)).toEqual({
      items: [after, b],
      nextCursor: null,
    })
    expect(patched({ pages: [{ items: [b] }, { items: [a] }], pageParams: [] }, patches)).toEqual({
      pages: [{ items: [b] }, { items: [after] }],
      pageParams: [],
    })
  })

  it('is the same object where nothing changed, so that nothing renders again', () => {
    const page = { items: [b], nextCursor: null }
    const list = { pages: [page, { items: [a] }], pageParams: [] }
    expect(patched(page, patches)).toBe(page)
    expect(patched(list, patches).pages[0]).toBe(page)
    expect(patched({ pages: [page] }, new Map())).toEqual({ pages: [page] })
  })

  it('leaves alone what is not of servers', () => {
    const tools = { items: [{ name: 'read_file' }] }
    expect(patched(tools, patches)).toBe(tools)
    expect(patched(null, patches)).toBeNull()
    expect(patched('text', patches)).toBe('text')
  })
})
