import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryStore } from '@/e2e/servers/auth-server/memory-store'
import { FakeClock } from '@/e2e/servers/fake-clock'
import type { AppEvent } from '@/lib/domain/event'
import { EventBus } from '@/lib/events/bus'
import { AppError } from '@/lib/kit/app-error'
import { silentLogger } from '@/lib/kit/logger'
import { AuthorizationBook } from './authorization-book'
import type { AuthorizationStore } from './authorization-store'
import type { AuthorizationRecord } from './record'

const record = (access: string): AuthorizationRecord => ({
  binding: 'b',
  grant: 'authorization-code',
  server: { url: 'https://as.example', issuer: 'https://as.example', metadata: null, resource: null },
  registration: { kind: 'dynamic', client: { client_id: 'c' }, redirectUri: 'http://localhost/cb' },
  tokens: { access, refresh: `r-${access}`, scopes: [], obtainedAt: 0, expiresAt: null },
  ...{ ended: null, error: null, wanted: [] },
})

let clock: FakeClock
let memory: MemoryStore
let events: AppEvent[]
let bus: EventBus
let known: (string | undefined)[]

function bookOver(store: AuthorizationStore): AuthorizationBook {
  bus = new EventBus(silentLogger)
  bus.subscribe((event) => events.push(event))
  return new AuthorizationBook({ store, bus, clock, logger: silentLogger })
}

beforeEach(() => {
  clock = new FakeClock()
  memory = new MemoryStore()
  events = []
  known = []
})

describe('tokens that were renewed while the database does not answer', () => {
  it('are used at once, and stored as soon as it does', async () => {
    const store = memory.replica()
    const book = bookOver(store)
    const held = await book.save('files', record('old'), undefined)
    if (!held) throw new Error('It was not stored')
    const { save } = store
    store.save = () => Promise.reject(new AppError('database-unavailable', 'It is away'))
    expect((await book.keep('files', record('new'), held))?.record.tokens?.access).toBe('new')
    // What is read meanwhile is older than what is held.
    await book.reload('files')
    expect(book.get('files', 'b')?.record.tokens?.access).toBe('new')
    clock.advance(2_000)
    await expect.poll(() => clock.pending).toBe(1)
    expect(memory.rows.get('files')?.body).toContain('old')
    store.save = save
    clock.advance(2_000)
    await expect.poll(() => memory.rows.get('files')?.body).toContain('r-new')
    expect(clock.pending).toBe(0)
  })
})

describe('what another replica does', () => {
  it('is held here as well, and told of once', async () => {
    const [here, there] = [bookOver(memory.replica()), bookOver(memory.replica())]
    await here.start()
    await there.save('files', record('one'), undefined)
    await expect.poll(() => here.get('files', 'b')?.record.tokens?.access).toBe('one')
    // A renewed token changes nothing that anyone would want to hear of.
    await there.save('files', record('two'), there.peek('files'))
    await expect.poll(() => here.get('files', 'b')?.record.tokens?.access).toBe('two')
    expect(events.map(({ kind }) => kind)).toEqual(['authorization-changed', 'authorization-changed'])
    await there.forget('files')
    await expect.poll(() => here.peek('files')).toBeUndefined()
    await there.save('files', record('three'), undefined)
    await expect.poll(() => here.get('files', 'b')?.record.tokens?.access).toBe('three')
  })

  it('wins where both have written, and is then known', async () => {
    const [here, there] = [bookOver(memory.replica()), bookOver(memory.replica())]
    await there.save('files', record('theirs'), undefined)
    expect(await here.save('files', record('ours'), undefined)).toBeUndefined()
    expect(here.peek('files')?.record.tokens?.access).toBe('theirs')
    const put = await here.put('files', (before) => before && { ...before.record, wanted: ['more'] })
    expect(put?.record).toMatchObject({ tokens: { access: 'theirs' }, wanted: ['more'] })
  })
})

describe('what is told of an authorization', () => {
  it('is nothing that was not stored, and is known here before it is told', async () => {
    const store = memory.replica()
    const book = bookOver(store)
    const { save, remove } = store
    store.save = store.remove = () => Promise.reject(new AppError('database-unavailable', 'It is away'))
    await expect(book.save('files', record('one'), undefined)).rejects.toThrow('It is away')
    expect([events, book.peek('files')]).toEqual([[], undefined])
    Object.assign(store, { save, remove })
    bus.subscribe(() => known.push(book.peek('files')?.record.tokens?.access))
    await book.save('files', record('one'), undefined)
    await book.forget('files')
    expect(events).toMatchObject([{ state: 'signed-in' }, { state: 'none' }])
    expect(known).toEqual(['one', undefined])
    expect(await book.forget('files')).toBe(false)
    expect(events).toHaveLength(2)
  })
})

describe('an authorization', () => {
  it('made for another address or client is none', async () => {
    const book = bookOver(memory.replica())
    await book.save('files', record('one'), undefined)
    expect(book.get('files', 'another')).toBeUndefined()
  })

  it('that is no record of ours is none', async () => {
    const store = memory.replica()
    await store.save('files', '{"tokens":"?"}', 0)
    const book = bookOver(store)
    await book.start()
    expect(book.peek('files')).toBeUndefined()
  })
})
