import { describe, expect, it } from 'vitest'
import { remote, snapshotOf, startRegistry } from '@/e2e/fixtures/registry'
import { AppError } from '@/lib/kit/app-error'

async function start() {
  const made = await startRegistry()
  const { registry, events } = made
  await registry.apply(
    'http',
    snapshotOf(remote('both', { title: 'http' }), remote('one', { title: 'http' })),
  )
  await registry.apply('dns', snapshotOf(remote('both', { title: 'dns' })))
  events.length = 0
  return made
}

describe('an order of precedence that is set while running', () => {
  it('decides winners anew, in one write, and tells of those that change', async () => {
    const { registry, store, events } = await start()
    const before = store.writes
    await registry.setPrecedence(['dns', 'http'])
    expect(registry.detail('both')).toMatchObject({ title: 'dns', source: 'dns' })
    expect(registry.detail('both').provenance.map(({ sourceId, won }) => [sourceId, won])).toEqual([
      ['dns', true],
      ['http', false],
    ])
    expect(store.writes).toBe(before + 1)
    expect(events).toEqual([
      { kind: 'server-changed', name: 'both', source: 'dns', fields: ['title', 'source'] },
    ])
    expect(registry.counts().bySource).toEqual({ http: 1, dns: 1 })
    expect(registry.sourceCounts('http')).toMatchObject({ servers: 1, shadowed: 1 })
  })

  it('writes and tells nothing the second time', async () => {
    const { registry, store, events } = await start()
    await registry.setPrecedence(['dns'])
    const writes = store.writes
    events.length = 0
    await registry.setPrecedence(['dns', 'manual'])
    expect([store.writes, events]).toEqual([writes, []])
  })

  it('counts for what comes later, and can be taken back', async () => {
    const { registry } = await start()
    await registry.setPrecedence(['dns'])
    await registry.apply('dns', snapshotOf(remote('both', { title: 'dns' }), remote('one', { title: 'dns' })))
    expect(registry.get('one')?.source).toBe('dns')
    await registry.setPrecedence([])
    expect(registry.all().map(({ source }) => source)).toEqual(['http', 'http'])
  })

  it('tells nothing when it is set before the start, nor after one with the order that is stored', async () => {
    const { registry, store, clock } = await start()
    await registry.setPrecedence(['dns'])
    const writes = store.writes
    const early = await startRegistry({ store, clock, precedence: ['dns'] })
    expect([early.registry.get('both')?.source, early.events]).toEqual(['dns', []])
    const late = await startRegistry({ store, clock })
    const stored: unknown[] = []
    late.bus.subscribeToBatches((batch) => stored.push(...(batch.from === 'here' ? batch.events : [])))
    await late.registry.setPrecedence(['dns'])
    // Whoever listens here hears of it; the feed has had it from whoever set the order.
    expect(late.events).toMatchObject([{ kind: 'server-changed', name: 'both', source: 'dns' }])
    expect(stored).toEqual([])
    expect(store.writes).toBe(writes)
  })

  it('stays as it was when the database is away', async () => {
    const { registry, store } = await start()
    store.failure = new AppError('database-unavailable', 'away')
    await expect(registry.setPrecedence(['dns'])).rejects.toMatchObject({ code: 'database-unavailable' })
    expect(registry.get('both')?.source).toBe('http')
    store.failure = undefined
    await registry.setPrecedence(['dns'])
    expect(registry.get('both')?.source).toBe('dns')
  })

  it('leaves held servers out of it', async () => {
    const { registry, events } = await start()
    await registry.apply('client-files', snapshotOf(remote('one')), { newServers: 'held' })
    events.length = 0
    await registry.setPrecedence(['client-files'])
    expect([registry.get('one')?.source, events]).toEqual(['http', []])
  })
})
