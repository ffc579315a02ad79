import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { Sealer } from '@/lib/config/secrets'
import type { AppEvent } from '@/lib/domain/event'
import { type ServerRecord, serverRecordSchema } from '@/lib/domain/server'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from './client'
import { ConversationShareStore } from './conversation-shares'
import { ConversationStore } from './conversations'
import type { Database } from './database'
import { EVENTS_CHANNEL, EventStore } from './events'
import { ServerStore } from './servers'
import { SettingsStore } from './settings'

const KEY = Buffer.alloc(32, 1)
const NEWER_KEY = Buffer.alloc(32, 2)
const NUL = 'before\u0000after'

interface Place {
  open(): Promise<Database>
  stop(): Promise<void>
}

const places: Record<Database['kind'], () => Promise<Place>> = {
  async pglite() {
    const directory = await createdDataDirectory()
    return {
      open: () => openDatabase({ dataDir: directory.path, logger: silentLogger }),
      stop: () => {
        directory[Symbol.dispose]()
        return Promise.resolve()
      },
    }
  },
  async postgres() {
    const postgres = await TestPostgres.start()
    const databaseUrl = await postgres.createDatabase()
    return {
      open: () => openDatabase({ databaseUrl, dataDir: '/nowhere', logger: silentLogger }),
      stop: () => postgres.stop(),
    }
  },
}

describe.each(['pglite', 'postgres'] as const)('the store on %s', (kind) => {
  let place: Place
  let db: Database

  beforeAll(async () => {
    place = await places[kind]()
    db = await place.open()
  })
  afterAll(async () => {
    await db.close()
    await place.stop()
  })
  beforeEach(async () => {
    await db.run(
      (queries) => queries.$executeRaw`TRUNCATE server, event, conversation, message, setting CASCADE`,
    )
  })

  async function reopen(): Promise<void> {
    await db.close()
    db = await place.open()
  }

  describe('servers', () => {
    const store = (sealer = Sealer.fromKeys([KEY])) => new ServerStore(db, sealer)
    const storedText = async () =>
      JSON.stringify(await db.run((queries) => queries.$queryRaw`SELECT * FROM server`))

    it('gives back what was written, after a restart too', async () => {
      const records = [record('files'), record('search', { overrides: { enabled: false, tags: ['ü', NUL] } })]
      await store().write({ upserts: records, removals: [] })
      await reopen()
      expect(await store().loadAll()).toEqual(records)
    })

    it('keeps no secret readable in the database', async () => {
      await store().write({ upserts: [record('files')], removals: [] })
      expect(await storedText()).toContain('files')
      expect(await storedText()).not.toContain('s3cret')
    })

    it('stores the next revision over the one before', async () => {
      await store().write({ upserts: [record('files')], removals: [] })
      const next = record('files', { revision: 2, overrides: { enabled: false } })
      await store().write({ upserts: [next], removals: [] })
      expect(await store().loadAll()).toEqual([next])
    })

    it.each([
      ['a first revision over a stored server', record('files', { revision: 1 })],
      ['a revision over an older one than stored', record('files', { revision: 2 })],
      ['a revision that skips one', record('files', { revision: 4 })],
      ['a later revision of a server that is not stored', record('other', { revision: 2 })],
    ])('refuses %s, and the whole batch with it', async (_, refused) => {
      const stored = record('files', { revision: 2 })
      await store().write({ upserts: [record('files')], removals: [] })
      await store().write({ upserts: [stored], removals: [] })
      await expect(store().write({ upserts: [record('new'), refused], removals: [] })).rejects.toMatchObject({
        code: 'revision-conflict',
        message: expect.stringContaining(refused.name) as string,
      })
      expect(await store().loadAll()).toEqual([stored])
    })

    it('stores the news of a write with it, both or neither', async () => {
      const newsOf = (name: string) => {
        const event: AppEvent = { kind: 'server-added', name, source: 'manual' }
        return [{ key: randomUUID(), at: '2026-11-01T00:00:00.000Z', event }]
      }
      const events = new EventStore(db)
      const stored = await store().write({ upserts: [record('files')], removals: [] }, newsOf('files'))
      expect(stored).toMatchObject([{ event: { kind: 'server-added', name: 'files' } }])
      await expect(
        store().write({ upserts: [record('new'), record('files')], removals: [] }, newsOf('new')),
      ).rejects.toMatchObject({ code: 'revision-conflict' })
      expect(await events.after(0, 10)).toEqual(stored)
    })

    it('removes at the stored revision only, or nothing of the batch', async () => {
      await store().write({ upserts: [record('files'), record('search')], removals: [] })
      const removals = [
        { name: 'files', revision: 1 },
        { name: 'search', revision: 3 },
      ]
      await expect(store().write({ upserts: [], removals })).rejects.toMatchObject({
        code: 'revision-conflict',
      })
      await store().write({ upserts: [], removals: [{ name: 'files', revision: 1 }] })
      expect((await store().loadAll()).map(({ name }) => name)).toEqual(['search'])
    })

    it('removes and registers one name anew in one batch', async () => {
      await store().write({ upserts: [record('files')], removals: [] })
      await store().write({ upserts: [record('files')], removals: [{ name: 'files', revision: 1 }] })
      expect(await store().loadAll()).toEqual([record('files')])
    })

    it('lets one of two concurrent changes to a server win and tells the other', async () => {
      await store().write({ upserts: [record('files')], removals: [] })
      const outcomes = await Promise.allSettled(
        [true, false].map((enabled) =>
          store().write({
            upserts: [record('files', { revision: 2, overrides: { enabled } })],
            removals: [],
          }),
        ),
      )
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((await store().loadAll())[0]?.revision).toBe(2)
    })

    it('says which key is missing when a record was sealed with another', async () => {
      await store().write({ upserts: [record('files')], removals: [] })
      const sealedWith = Sealer.fromKeys([KEY]).keyId
      await expect(store(Sealer.fromKeys([NEWER_KEY])).loadAll()).rejects.toMatchObject({
        code: 'invalid-config',
        message: expect.stringContaining(sealedWith) as string,
      })
    })

    it('seals everything anew with the current key, so that the older can go', async () => {
      await store().write({ upserts: [record('files'), record('search')], removals: [] })
      expect(await store(Sealer.fromKeys([NEWER_KEY, KEY])).resealAll()).toBe(2)
      expect(await store(Sealer.fromKeys([NEWER_KEY, KEY])).resealAll()).toBe(0)
      expect(await store(Sealer.fromKeys([NEWER_KEY])).loadAll()).toHaveLength(2)
    })

    it('does not open the claims of one server in the place of another', async () => {
      await store().write({ upserts: [record('files'), record('search')], removals: [] })
      await db.run(
        (queries) =>
          queries.$executeRaw`UPDATE server SET claims = (SELECT claims FROM server WHERE name = 'files')`,
      )
      await expect(store().loadAll()).rejects.toMatchObject({ code: 'invalid-config' })
    })

    it('reads just the names it is asked for, of any number, and the stamps of all', async () => {
      const records = Array.from({ length: 6_000 }, (_, index) => record(`server-${index}`))
      await store().write({ upserts: records, removals: [] })
      expect(await store().load(['server-7', 'ghost'])).toEqual([records[7]])
      expect(await store().load([])).toEqual([])
      expect(await store().load(records.map(({ name }) => name))).toHaveLength(6_000)
      const stamps = await store().stamps()
      expect(stamps).toHaveLength(6_000)
      const { name, revision, updatedAt } = records[7]!
      expect(stamps.find((stamp) => stamp.name === name)).toEqual({ name, revision, updatedAt })
    })

    it('writes 10,000 servers in well under two seconds', async () => {
      const records = Array.from({ length: 10_000 }, (_, index) => record(`server-${index}`))
      const began = performance.now()
      const before = process.cpuUsage()
      await store().write({ upserts: records, removals: [] })
      const { user, system } = process.cpuUsage(before)
      console.log(`${kind}: wrote 10,000 servers in ${Math.round(performance.now() - began)} ms`)
      // Of this process's own time, since a busy machine makes any wall clock late.
      expect((user + system) / 1_000).toBeLessThan(2_000)
      const loadBegan = performance.now()
      expect(await store().loadAll()).toHaveLength(10_000)
      console.log(`${kind}: loaded 10,000 servers in ${Math.round(performance.now() - loadBegan)} ms`)
    })
  })

  describe('events', () => {
    const store = () => new EventStore(db)
    const times = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString(),
        event: added(`server-${index}`),
      }))

    it('numbers events in their order and gives them back with their times', async () => {
      const entries = await store().append(times(3))
      expect(entries.map(({ id }) => id)).toEqual([1, 2, 3].map((step) => entries[0]!.id - 1 + step))
      expect(entries.map(({ at, event }) => ({ at, event }))).toEqual(times(3))
      expect(await store().after(0, 10)).toEqual(entries)
      expect(await store().after(entries[0]!.id, 1)).toEqual([entries[1]])
      expect(await store().recent({ limit: 2 })).toEqual([entries[2], entries[1]])
      expect(await store().lastId()).toBe(entries[2]!.id)
    })

    it('answers with 0 and nothing when nothing has happened', async () => {
      expect(await store().append([])).toEqual([])
      expect(await store().lastId()).toBe(0)
      expect(await store().after(0, 10)).toEqual([])
    })

    it('finds the events of one server', async () => {
      await store().append(times(3))
      const found = await store().recent({ limit: 10, server: 'server-1' })
      expect(found.map(({ event }) => event)).toEqual([added('server-1')])
    })

    it('stores text that a database would refuse: NUL and lone surrogates', async () => {
      const event: AppEvent = {
        kind: 'config-rejected',
        problems: [{ severity: 'error', message: `${NUL}\ud800` }],
      }
      await store().append([{ at: new Date().toISOString(), event }])
      expect((await store().recent({ limit: 1 }))[0]?.event).toEqual(event)
    })

    it('shows a reader no number before every lower one is there', async () => {
      const seen: number[] = []
      const read = async () => {
        for (const { id } of await store().after(seen.at(-1) ?? 0, 1_000)) seen.push(id)
      }
      const writers = Promise.all(Array.from({ length: 40 }, () => store().append(times(5))))
      while (seen.length < 200) await read()
      await writers
      expect(seen).toHaveLength(200)
      expect(seen).toEqual([...seen].sort((one, other) => one - other))
    })

    it('stores an event once, however often it is handed in, and answers with the number it got first', async () => {
      const keyed = times(4).map((entry) => ({ ...entry, key: randomUUID() }))
      const first = await store().append(keyed.slice(0, 2))
      const again = await store().append(keyed)
      expect(again.slice(0, 2)).toEqual(first)
      expect(again.map(({ event }) => event)).toEqual(keyed.map(({ event }) => event))
      expect(await store().append(keyed.slice(1, 3))).toEqual(again.slice(1, 3))
      expect(await store().after(0, 10)).toEqual(again)
    })

    it('tells listeners the newest number', async () => {
      const heard: string[] = []
      const stop = await db.listen(EVENTS_CHANNEL, (payload) => heard.push(payload))
      const entries = await store().append(times(3))
      await expect.poll(() => heard).toEqual([String(entries[2]!.id)])
      await stop()
    })

    it('forgets what is older than a date', async () => {
      await store().append(times(10))
      expect(await store().prune(new Date(Date.UTC(2026, 0, 1, 0, 0, 4)))).toBe(4)
      expect(await store().after(0, 100)).toHaveLength(6)
    })

    it('goes on without an event of a kind that it does not know', async () => {
      await db.run(
        (queries) => queries.$executeRaw`
          INSERT INTO event (at, kind, payload) VALUES (now(), 'moon-landed', '{"kind":"moon-landed"}')`,
      )
      const [entry] = await store().append(times(1))
      expect(await store().after(0, 10)).toEqual([entry])
    })

    it('appends 10,000 events in one go', async () => {
      const began = performance.now()
      expect(await store().append(times(10_000))).toHaveLength(10_000)
      console.log(`${kind}: appended 10,000 events in ${Math.round(performance.now() - began)} ms`)
    })
  })

  describe('conversations', () => {
    const store = () => new ConversationStore(db)
    const create = async (title = 'A question') => store().create({ id: randomUUID(), title })

    it('creates, renames and removes', async () => {
      const made = await create()
      expect(await store().get(made.id)).toEqual(made)
      expect(await store().rename(made.id, 'Another')).toMatchObject({ id: made.id, title: 'Another' })
      await store().appendMessages(made.id, [{ id: 'm', role: 'user', parts: [] }])
      await store().remove(made.id)
      expect(await store().get(made.id)).toBeUndefined()
      expect(await store().prune(new Date(Date.now() + 1_000))).toBe(1)
      expect(await store().messages(made.id)).toEqual([])
    })

    it('says so when a conversation is there already, or is not there', async () => {
      const { id } = await create()
      const missing = randomUUID()
      await expect(store().create({ id, title: 'Again' })).rejects.toMatchObject({ code: 'already-exists' })
      const gone = await create()
      await store().remove(gone.id)
      await expect(store().create({ id: gone.id, title: 'Again' })).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('was deleted') as string,
      })
      await expect(store().rename(missing, 'x')).rejects.toMatchObject({ code: 'not-found' })
      await expect(store().remove(missing)).rejects.toMatchObject({ code: 'not-found' })
      await expect(
        store().appendMessages(missing, [{ id: 'm', role: 'user', parts: [] }]),
      ).rejects.toMatchObject({ code: 'not-found' })
    })

    it('finds the messages that hold a word, as it is written, in this conversation alone', async () => {
      const id = randomUUID()
      const other = randomUUID()
      for (const one of [id, other]) {
        await store().create({ id: one, title: 'One' })
        await store().appendMessages(one, [
          { id: 'a', role: 'user', parts: [{ type: 'text', text: '100% of call_1' }] },
          { id: 'b', role: 'assistant', parts: [{ type: 'data-call', data: { toolCallId: 'a"\\ü%' } }] },
        ])
      }
      const found = async (word: string) => (await store().messagesHolding(id, word)).map((one) => one.id)
      expect(await found('call_1')).toEqual(['a'])
      expect(await found('a"\\ü%')).toEqual(['b'])
      expect(await found('call%1')).toEqual([])
    })

    it('keeps messages in order, and a message that comes again in its place', async () => {
      const { id } = await create()
      const text = (words: string) => [{ type: 'text', text: words }]
      await store().appendMessages(id, [
        { id: 'q', role: 'user', parts: text('Why?') },
        { id: 'a', role: 'assistant', parts: text('Be') },
      ])
      await store().appendMessages(id, [
        { id: 'a', role: 'assistant', parts: text('Because'), metadata: { tokens: 3 } },
        { id: 'q2', role: 'user', parts: text(NUL) },
      ])
      expect(await store().messages(id)).toEqual([
        { id: 'q', role: 'user', parts: text('Why?'), parent: null },
        { id: 'a', role: 'assistant', parts: text('Because'), metadata: { tokens: 3 }, parent: 'q' },
        { id: 'q2', role: 'user', parts: text(NUL), parent: 'a' },
      ])
    })

    it('keeps every message of concurrent writers', async () => {
      const { id } = await create()
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          store().appendMessages(id, [{ id: `m${index}`, role: 'user', parts: [] }]),
        ),
      )
      expect(await store().messages(id)).toHaveLength(10)
    })

    it('pages through all, the one written to last first', async () => {
      const made = []
      for (let index = 0; index < 5; index++) made.push((await create()).id)
      await store().appendMessages(made[0]!, [{ id: 'm', role: 'user', parts: [] }])
      const ids: string[] = []
      let cursor: string | undefined
      do {
        const page = await store().list({ limit: 2, cursor })
        ids.push(...page.items.map((conversation) => conversation.id))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(ids[0]).toBe(made[0])
      expect(ids.toSorted()).toEqual(made.toSorted())
    })

    describe('in branches', () => {
      const text = (words: string) => [{ type: 'text', text: words }]
      const ids = (messages: { id: string }[]) => messages.map((message) => message.id)

      /** q1 is answered by a1 and b1; after a1 came q2, after b1 nothing. */
      async function branched(): Promise<string> {
        const { id } = await create()
        const s = store()
        await s.appendMessages(id, [{ id: 'q1', role: 'user', parts: text('Where are the harbours?') }])
        await s.appendMessages(
          id,
          [
            {
              id: 'a1',
              role: 'assistant',
              parts: text('In the north'),
              metadata: { inputTokens: 7, cost: 0.5, currency: 'EUR' },
            },
          ],
          'q1',
        )
        await s.appendMessages(id, [{ id: 'q2', role: 'user', parts: text('Why?') }])
        await s.appendMessages(
          id,
          [{ id: 'b1', role: 'assistant', parts: text('In the south'), metadata: { inputTokens: 3 } }],
          'q1',
        )
        return id
      }

      it('shows the branch that was begun last, and any other when asked', async () => {
        const id = await branched()
        expect(ids(await store().path(id))).toEqual(['q1', 'b1'])
        expect(ids(await store().path(id, 'q2'))).toEqual(['q1', 'a1', 'q2'])
        expect(await store().path(id, null)).toEqual([])
        await store().setHead(id, 'q2')
        expect(ids(await store().path(id))).toEqual(['q1', 'a1', 'q2'])
        expect(ids(await store().messages(id))).toEqual(['q1', 'a1', 'q2', 'b1'])
        await expect(store().setHead(id, 'gone')).rejects.toMatchObject({ code: 'not-found' })
      })

      it('leaves the head where a person put it while an answer is stored again', async () => {
        const id = await branched()
        await store().setHead(id, 'q2')
        await store().appendMessages(
          id,
          [{ id: 'b1', role: 'assistant', parts: text('In the far south') }],
          'q1',
        )
        expect((await store().tree(id)).head).toBe('q2')
        expect(ids(await store().path(id, 'b1'))).toEqual(['q1', 'b1'])
      })

      it('leaves the head where it is for an answer that is put aside, to be compared', async () => {
        const id = await branched()
        const aside = [{ id: 'c1', role: 'assistant', parts: text('By another model') }]
        await store().appendMessages(id, aside, 'q1', { isAside: true })
        expect((await store().tree(id)).head).toBe('b1')
        expect(ids(await store().path(id, 'c1'))).toEqual(['q1', 'c1'])
      })

      it('goes on from nothing that is not there, and begins anew when told so', async () => {
        const id = await branched()
        const next = [{ id: 'q9', role: 'user', parts: [] }]
        await expect(store().appendMessages(id, next, 'gone')).rejects.toMatchObject({ code: 'bad-input' })
        await store().appendMessages(id, next, null)
        expect(ids(await store().path(id))).toEqual(['q9'])
      })

      it('deletes a message with all that follows it, and the link that showed any of it', async () => {
        const id = await branched()
        const shares = new ConversationShareStore(db)
        await shares.set(id, { leaf: 'b1', results: false, hash: 'h' })
        await store().removeBranch(id, 'q2')
        expect(await shares.find('h')).toBeDefined()
        await store().removeBranch(id, 'b1')
        expect(ids(await store().path(id))).toEqual(['q1', 'a1'])
        expect(await shares.find('h')).toBeUndefined()
        await store().removeBranch(id, 'q1')
        expect(await store().tree(id)).toEqual({ nodes: [], head: null })
      })

      it('adds up what all branches took', async () => {
        expect(await store().usage(await branched())).toEqual({
          ...{ turns: 2, inputTokens: 10, outputTokens: 0, cachedTokens: 0 },
          costs: [{ currency: 'EUR', cost: 0.5 }],
        })
      })

      it('finds words in titles and in messages, as they are written, all of them in one place', async () => {
        const id = await branched()
        await create('Elsewhere 100%')
        const found = async (q: string) => (await store().list({ limit: 9, q })).items
        expect(await found('SOUTH')).toMatchObject([
          { id, excerpt: expect.stringContaining('south') as string },
        ])
        expect(await found('south harbours')).toEqual([])
        expect((await found('100%')).map(({ title }) => title)).toEqual(['Elsewhere 100%'])
        expect(await found('100_')).toEqual([])
      })
    })

    it('lists pinned ones first on every page, and only those with all tags', async () => {
      const made = []
      for (let index = 0; index < 5; index++) made.push((await create()).id)
      await store().mark(made[0]!, { pinned: true, tags: ['a', 'b'] })
      await store().mark(made[2]!, { pinned: true, tags: ['a'] })
      const listed: string[] = []
      let cursor: string | undefined
      do {
        const page = await store().list({ limit: 1, cursor })
        listed.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(listed).toEqual([made[2], made[0], made[4], made[3], made[1]])
      const tagged = await store().list({ limit: 9, tags: ['a', 'b'] })
      expect(tagged.items.map(({ id }) => id)).toEqual([made[0]])
      expect(await store().tags()).toEqual({ a: 2, b: 1 })
    })

    it('keeps a person’s title, and hides what was deleted until it is restored or forgotten', async () => {
      const { id } = await create('First line')
      expect(await store().rename(id, 'By the model', 'model')).toMatchObject({ title: 'By the model' })
      await store().rename(id, 'Mine')
      expect(await store().rename(id, 'By the model', 'model')).toMatchObject({ title: 'Mine' })
      await store().remove(id)
      expect(await store().get(id)).toBeUndefined()
      expect((await store().list({ limit: 9 })).items).toEqual([])
      expect(await store().prune(new Date(Date.now() - 60_000))).toBe(0)
      expect(await store().restore(id)).toMatchObject({ title: 'Mine' })
      await expect(store().restore(id)).rejects.toMatchObject({ code: 'not-found' })
    })

    it('keeps of a link no more than the hash, and one link at a time', async () => {
      const { id } = await create()
      const shares = new ConversationShareStore(db)
      expect(await shares.get(id)).toBeUndefined()
      await expect(shares.set(id, { leaf: 'm', results: true })).rejects.toMatchObject({ code: 'not-found' })
      await shares.set(id, { leaf: 'm', results: false, hash: 'one' })
      await shares.set(id, { leaf: 'm', results: true, hash: 'two' })
      expect(await shares.find('one')).toBeUndefined()
      expect(await shares.find('two')).toMatchObject({
        conversation: { id, shared: true },
        share: { results: true },
      })
      await store().remove(id)
      expect(await shares.find('two')).toBeUndefined()
      await shares.remove(id)
      expect(await store().restore(id)).toMatchObject({ shared: false })
    })

    it('refuses a cursor that it did not make', async () => {
      await expect(store().list({ limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'bad-input' })
    })
  })

  describe('settings', () => {
    const store = (sealer = Sealer.fromKeys([KEY])) => new SettingsStore(db, sealer)

    it('gives back any JSON, and undefined for what is not set', async () => {
      for (const value of [null, 0, 'text', [1, { a: NUL }], { nested: { list: [] } }]) {
        await store().set('key', value)
        expect(await store().get('key')).toEqual(value)
      }
      await store().remove('key')
      expect(await store().get('key')).toBeUndefined()
    })

    it('seals a secret value', async () => {
      await store().set('model', { apiKey: 's3cret' }, { secret: true })
      expect(await store().get('model')).toEqual({ apiKey: 's3cret' })
      const rows = await db.run((queries) => queries.$queryRaw`SELECT * FROM setting`)
      expect(JSON.stringify(rows)).not.toContain('s3cret')
    })

    it('seals everything anew with the current key', async () => {
      await store().set('open', 1)
      await store().set('model', 's3cret', { secret: true })
      expect(await store(Sealer.fromKeys([NEWER_KEY, KEY])).resealAll()).toBe(1)
      expect(await store(Sealer.fromKeys([NEWER_KEY])).get('model')).toBe('s3cret')
      expect(await store(Sealer.fromKeys([NEWER_KEY])).get('open')).toBe(1)
    })
  })

  describe('the database', () => {
    it('rolls back a transaction that throws', async () => {
      const events = new EventStore(db)
      const failing = db.transaction(async (queries) => {
        await queries.$executeRaw`INSERT INTO event (at, kind, payload) VALUES (now(), 'x', '{}')`
        throw new Error('changed my mind')
      })
      await expect(failing).rejects.toThrow('changed my mind')
      expect(await events.lastId()).toBe(0)
    })

    it('tells the writer when it is the commit that fails', async () => {
      const failing = db.transaction(async (queries) => {
        await queries.$executeRaw`CREATE TABLE parent (id int PRIMARY KEY)`
        await queries.$executeRaw`CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)`
        await queries.$executeRaw`INSERT INTO child VALUES (1)`
      })
      await expect(failing).rejects.toThrow(/foreign ?key/i)
      await db.ping()
    })

    it('delivers a notification to every listener of its channel, and to no other', async () => {
      const heard: string[] = []
      const stops = await Promise.all([
        db.listen('one', (payload) => heard.push(`a ${payload}`)),
        db.listen('one', (payload) => heard.push(`b ${payload}`)),
        db.listen('Other channel', (payload) => heard.push(`c ${payload}`)),
      ])
      await db.notify('one', 'x')
      await expect.poll(() => heard.toSorted()).toEqual(['a x', 'b x'])
      await stops[0]()
      await db.notify('one', 'y')
      await db.notify('Other channel', 'z')
      await expect.poll(() => heard.toSorted()).toEqual(['a x', 'b x', 'b y', 'c z'])
      await Promise.all(stops.slice(1).map((stop) => stop()))
    })

    it('reports a NUL in a column of plain text as bad input', async () => {
      const store = new ConversationStore(db)
      await expect(store.create({ id: randomUUID(), title: NUL })).rejects.toMatchObject({
        code: 'bad-input',
      })
    })

    it('refuses work once it is closed', async () => {
      const other = kind === 'postgres' ? await place.open() : db
      await other.close()
      await expect(other.ping()).rejects.toMatchObject({ code: 'shutting-down' })
      if (other === db) db = await place.open()
    })
  })
})

function added(name: string): AppEvent {
  return { kind: 'server-added', name, source: 'manual' }
}

function record(name: string, changes: Partial<ServerRecord> = {}): ServerRecord {
  return serverRecordSchema.parse({
    name,
    revision: 1,
    claims: [
      {
        sourceId: 'manual',
        seenAt: '2026-11-01T10:00:00.000Z',
        spec: {
          name,
          description: 'Reads files; says "ja, natürlich" — 漢字',
          tags: ['demo', 'files'],
          endpoint: { kind: 'stdio', command: 'npx', args: ['-y', 'server'], env: { TOKEN: 's3cret' } },
        },
      },
    ],
    overrides: {},
    createdAt: '2026-11-01T10:00:00.000Z',
    updatedAt: '2026-11-01T10:00:00.123Z',
    ...changes,
  })
}
