import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyDataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from './client'
import type { Database } from './database'
import { EVENTS_CHANNEL, EventStore } from './events'

let postgres: TestPostgres
let database: Database
const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: '/nowhere', logger: silentLogger })

beforeAll(async () => {
  postgres = await TestPostgres.start()
  database = await open(await postgres.createDatabase())
})
afterAll(async () => {
  await database.close()
  await postgres.stop()
})

const append = () =>
  new EventStore(database).append([
    { at: new Date().toISOString(), event: { kind: 'server-added', name: 'files', source: 'manual' } },
  ])

it('answers "database-unavailable" while the database is away, and works again when it is back', async () => {
  const [before] = await append()
  await postgres.pause()
  for (const attempt of [append, () => database.ping(), () => new EventStore(database).lastId()]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'database-unavailable' })
  }
  await postgres.resume()
  await database.ping()
  const [after] = await append()
  expect(after!.id).toBeGreaterThan(before!.id)
})

it('ends work that is in the middle of something with "database-unavailable"', async () => {
  const sleeping = database.run((queries) => queries.$queryRaw`SELECT pg_sleep(20)::text`)
  const inTransaction = database.transaction(async (queries) => {
    await queries.$queryRaw`SELECT pg_sleep(20)::text`
  })
  const outcomes = Promise.allSettled([sleeping, inTransaction])
  await expect.poll(() => busyConnections()).toBe(2)
  await postgres.pause()
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'database-unavailable' } })
  }
  await postgres.resume()
  await database.ping()
})

it('goes on listening after an outage, and says that something may have been missed', async () => {
  const heard: string[] = []
  const stop = await database.listen(EVENTS_CHANNEL, (payload) => heard.push(payload))
  const [first] = await append()
  await expect.poll(() => heard).toEqual([String(first!.id)])
  await postgres.pause()
  await postgres.resume()
  await expect.poll(() => heard, { timeout: 15_000 }).toEqual([String(first!.id), ''])
  const [second] = await append()
  await expect.poll(() => heard).toEqual([String(first!.id), '', String(second!.id)])
  await stop()
})

it('listens again after only its own connection was cut', async () => {
  const heard: string[] = []
  const stop = await database.listen('cut', (payload) => heard.push(payload))
  await database.run(
    (queries) => queries.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'`,
  )
  await expect.poll(() => heard, { timeout: 15_000 }).toEqual([''])
  await database.notify('cut', 'again')
  await expect.poll(() => heard).toEqual(['', 'again'])
  await stop()
})

it('keeps one connection for a hundred listeners', async () => {
  const stops = await Promise.all(Array.from({ length: 100 }, () => database.listen('many', () => undefined)))
  const rows = await database.run(
    (queries) => queries.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE query LIKE 'LISTEN %'`,
  )
  expect(rows).toEqual([{ count: 1 }])
  await Promise.all(stops.map((stop) => stop()))
})

it('refuses to start on a server that does not answer, without showing the password', async () => {
  const opening = openDatabase({
    databaseUrl: 'postgresql://me:s3cret@127.0.0.1:9/nothing',
    dataDir: '/nowhere',
    logger: silentLogger,
  })
  const failure = await opening.catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'database-unavailable',
    message: expect.stringMatching(/127\.0\.0\.1:9\/nothing.*ECONNREFUSED.*DATABASE_URL/) as string,
  })
  expect((failure as Error).message).not.toContain('s3cret')
})

it('refuses to start on a database that is not there', async () => {
  await expect(open(postgres.urlOf('missing'))).rejects.toMatchObject({
    code: 'database-unavailable',
    message: expect.stringContaining('"missing" does not exist') as string,
  })
})

it.each([
  ['not a URL', 'DATABASE_URL is not a URL'],
  ['mysql://root@localhost/x', 'must begin with postgresql://'],
  ['postgresql://me@localhost/x?schema=other', 'schema'],
])('refuses %s as DATABASE_URL', async (url, sentence) => {
  await expect(open(url)).rejects.toMatchObject({
    code: 'invalid-config',
    message: expect.stringContaining(sentence) as string,
  })
})

it('does not touch the data directory when a server is used', async () => {
  using directory = emptyDataDirectory()
  const databaseUrl = await postgres.createDatabase()
  const options = { databaseUrl, dataDir: directory.path, logger: silentLogger }
  const [one, two] = await Promise.all([openDatabase(options), openDatabase(options)])
  await Promise.all([one.close(), two.close()])
})

async function busyConnections(): Promise<number> {
  const rows = await database.run(
    (queries) => queries.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE query LIKE '%pg_sleep%' AND state = 'active' AND pid <> pg_backend_pid()`,
  )
  return rows[0]?.count ?? 0
}
