import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { Sealer } from '@/lib/config/secrets'
import { happening } from '@/lib/kit/happening'
import { silentLogger } from '@/lib/kit/logger'
import { StoredAuthorizations } from './authorizations'
import { openDatabase } from './client'
import type { Database } from './database'
import { EventStore } from './events'

const SOON = { timeout: 10_000 }
const KEY = randomBytes(32)

describe.each(['pglite', 'postgres'] as const)('authorizations on %s', (kind) => {
  let directory: DataDirectory | undefined
  let postgres: TestPostgres | undefined
  let db: Database
  let store: StoredAuthorizations

  beforeAll(async () => {
    if (kind === 'postgres') postgres = await TestPostgres.start()
    else directory = await createdDataDirectory()
    const databaseUrl = await postgres?.createDatabase()
    db = await openDatabase({ databaseUrl, dataDir: directory?.path ?? '/nowhere', logger: silentLogger })
    store = new StoredAuthorizations(db, Sealer.fromKeys([KEY]))
  })
  afterAll(async () => {
    await db.close()
    await postgres?.stop()
    directory?.[Symbol.dispose]()
  })
  beforeEach(async () => {
    await db.run((queries) => queries.$executeRaw`TRUNCATE "authorization", sign_in`)
  })

  const rawBody = async () => {
    const [row] = await db.run((queries) => queries.authorization.findMany())
    return row?.body ?? ''
  }

  it('keep their tokens sealed, each to its server', async () => {
    await store.save('files', '{"token":"very-secret"}', 0)
    expect(await rawBody()).not.toContain('very-secret')
    expect(await store.load('files')).toMatchObject({ revision: 1, body: '{"token":"very-secret"}' })
    await db.run((queries) => queries.$executeRaw`UPDATE "authorization" SET server = 'other'`)
    const damaged: string[] = []
    const careful = new StoredAuthorizations(db, Sealer.fromKeys([KEY]), (server) => damaged.push(server))
    expect(await careful.loadAll()).toEqual([])
    expect(damaged).toEqual(['other'])
  })

  it('are written over what the writer has seen, and never bring back what was forgotten', async () => {
    expect(await store.save('files', '"one"', 0)).toEqual([])
    expect(await store.save('files', '"again"', 0)).toBeUndefined()
    expect(await store.save('files', '"two"', 1)).toEqual([])
    expect(await store.save('files', '"late"', 1)).toBeUndefined()
    expect(await store.remove('files', 1)).toBeUndefined()
    expect(await store.remove('files', 2)).toEqual([])
    expect(await store.save('files', '"ghost"', 2)).toBeUndefined()
    expect(await store.loadAll()).toEqual([])
  })

  it('are stored together with what tells of them, or not at all', async () => {
    const news = happening(
      { kind: 'authorization-changed' as const, name: 'files', state: 'signed-in' as const },
      Date.UTC(2026, 10, 22),
    )
    await expect(store.save('files', '"one"', 0, [{ ...news, key: 'no key' }])).rejects.toThrow()
    expect(await store.load('files')).toBeUndefined()
    const stored = await store.save('files', '"one"', 0, [news])
    expect(stored).toMatchObject([{ event: { state: 'signed-in' } }])
    expect(await store.save('files', '"late"', 0, [{ ...news, key: randomUUID() }])).toBeUndefined()
    expect(await new EventStore(db).after((stored?.[0]?.id ?? 0) - 1, 10)).toEqual(stored)
  })

  it('are renewed by one at a time, until it is done, gives up, or is dead', async () => {
    await store.save('files', '"one"', 0)
    const lease = (holder: string, forMs = 60_000) => store.lease('files', { revision: 1, holder, forMs })
    const taken = await Promise.all([lease('a'), lease('b'), lease('c')])
    expect(taken.filter(Boolean)).toHaveLength(1)
    const holder = ['a', 'b', 'c'][taken.indexOf(true)] ?? ''
    await store.release('files', 'somebody else')
    expect(await lease('d')).toBe(false)
    await store.release('files', holder)
    expect(await lease('e', 1)).toBe(true)
    await expect.poll(() => lease('f'), SOON).toBe(true)
    await store.save('files', '"two"', 1)
    expect(await lease('g')).toBe(false)
    expect(await store.lease('files', { revision: 2, holder: 'h', forMs: 60_000 })).toBe(true)
  })

  it('let a sign-in be finished once, in its time', async () => {
    await store.keepSignIn('state', '"pending"', 60_000)
    await store.keepSignIn('late', '"pending"', 0)
    const [row] = await db.run((queries) => queries.signIn.findMany({ where: { id: 'state' } }))
    expect(row?.body).not.toContain('pending')
    const taken = await Promise.all([store.takeSignIn('state'), store.takeSignIn('state')])
    expect(taken.filter((body) => body === '"pending"')).toHaveLength(1)
    expect(await store.takeSignIn('late')).toBeUndefined()
    expect(await store.takeSignIn('unknown')).toBeUndefined()
  })

  it('are forgotten when their server is gone for long, and so are sign-ins that nobody came back from', async () => {
    await store.save('here', '"a"', 0)
    await store.save('gone', '"b"', 0)
    await store.keepSignIn('abandoned', '"c"', -1_000)
    const isThere = (server: string) => server === 'here'
    expect(await store.prune(isThere, new Date(0))).toBe(1)
    expect(await store.prune(isThere, new Date(Date.now() + 60_000))).toBe(1)
    expect((await store.loadAll()).map(({ server }) => server)).toEqual(['here'])
  })

  it('are sealed anew with a new key, so that the old one can go', async () => {
    await store.save('files', '"kept"', 0)
    const fresh = randomBytes(32)
    expect(await new StoredAuthorizations(db, Sealer.fromKeys([fresh, KEY])).resealAll()).toBe(1)
    const after = new StoredAuthorizations(db, Sealer.fromKeys([fresh]))
    expect(await after.load('files')).toMatchObject({ revision: 1, body: '"kept"' })
    expect(await after.resealAll()).toBe(0)
  })

  it('tell other processes of each change, and not their own', async () => {
    const other = new StoredAuthorizations(db, Sealer.fromKeys([KEY]))
    const [own, heard]: (string | null)[][] = [[], []]
    const stops = [
      await store.listen((server) => own?.push(server)),
      await other.listen((server) => heard?.push(server)),
    ]
    await store.save('files', '"one"', 0)
    await store.remove('files', 1)
    if (kind === 'postgres') await expect.poll(() => heard, SOON).toEqual(['files', 'files'])
    expect(own).toEqual([])
    for (const stop of stops) await stop()
  })
})
