import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, emptyDataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { PrismaEngine } from '@/e2e/fixtures/prisma-engine'
import { silentLogger } from '@/lib/kit/logger'
import type { Backend } from './backend'
import { openDatabase } from './client'
import { migrate } from './migrate'
import { type Migration, readMigrations } from './migration-files'
import { openPglite } from './pglite'
import { openPostgres } from './postgres'

let postgres: TestPostgres
let shipped: Migration[]
beforeAll(async () => {
  postgres = await TestPostgres.start()
  shipped = await readMigrations()
})
afterAll(() => postgres.stop())

const next = (sql: string, checksum = 'a'.repeat(64)): Migration => ({
  name: '29990101000000_next',
  sql,
  checksum,
})

describe.each(['pglite', 'postgres'] as const)('migrations on %s', (kind) => {
  let backend: Backend
  let stop: () => void

  beforeEach(async () => {
    if (kind === 'postgres') {
      backend = await openPostgres(await postgres.createDatabase(), silentLogger)
      stop = () => undefined
    } else {
      const directory = await createdDataDirectory()
      backend = await openPglite(directory.path, silentLogger)
      stop = () => directory[Symbol.dispose]()
    }
    return async () => {
      await backend.close()
      stop()
    }
  })
  const run = (migrations: Migration[]) =>
    backend.withSession((session) => migrate(session, migrations, silentLogger))
  const query = (sql: string) => backend.withSession((session) => session.query(sql))

  it('are applied in order, once', async () => {
    expect(await run(shipped)).toEqual(shipped.map(({ name }) => name))
    expect(await run(shipped)).toEqual([])
    expect(await run([...shipped, next('CREATE TABLE extra (id int)')])).toEqual(['29990101000000_next'])
  })

  it('leave the database as it was when one fails, say which and why, and go on once it is mended', async () => {
    await run(shipped)
    const broken = next('CREATE TABLE extra (id int); INSERT INTO missing VALUES (1);')
    await expect(run([...shipped, broken])).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringMatching(/29990101000000_next failed.*"missing" does not exist/) as string,
      details: { migration: '29990101000000_next' },
    })
    expect(await query(`SELECT to_regclass('extra')::text AS found`)).toEqual([{ found: null }])
    expect(await run([...shipped, next('CREATE TABLE extra (id int)')])).toEqual(['29990101000000_next'])
  })

  it('refuse a database where an applied migration has changed', async () => {
    await run([...shipped, next('SELECT 1')])
    const edited = next('SELECT 2', 'b'.repeat(64))
    await expect(run([...shipped, edited])).rejects.toMatchObject({
      code: 'database-unavailable',
      message: expect.stringContaining('has changed since it was applied') as string,
    })
  })

  it('refuse a database that a newer version has migrated', async () => {
    await run([...shipped, next('SELECT 1')])
    await expect(run(shipped)).rejects.toMatchObject({
      message: expect.stringContaining('a newer version') as string,
    })
  })

  it("refuse a database where Prisma's tools left a migration unfinished, until that is resolved", async () => {
    await run(shipped)
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '29990101000000_next')`,
    )
    await expect(run([...shipped, next('SELECT 1')])).rejects.toMatchObject({
      message: expect.stringContaining('prisma migrate resolve') as string,
    })
    await query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'`)
    expect(await run([...shipped, next('SELECT 1')])).toEqual(['29990101000000_next'])
  })
})

describe("Prisma's own tools", () => {
  it('find nothing to do after us, and nothing edited or failed', async () => {
    const url = await postgres.createDatabase()
    await (await openDatabase({ databaseUrl: url, dataDir: '/nowhere', logger: silentLogger })).close()
    const engine = await PrismaEngine.on(url)
    expect(await engine.status()).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    })
    expect(await engine.deploy()).toEqual([])
    await engine.close()
  })

  it('may go first, and leave nothing for us to do', async () => {
    const url = await postgres.createDatabase()
    const engine = await PrismaEngine.on(url)
    expect(await engine.deploy()).toEqual(shipped.map(({ name }) => name))
    await engine.close()
    const backend = await openPostgres(url, silentLogger)
    expect(await backend.withSession((session) => migrate(session, shipped, silentLogger))).toEqual([])
    await backend.close()
  })

  it('notice an edited migration as we do', async () => {
    const url = await postgres.createDatabase()
    await (await openDatabase({ databaseUrl: url, dataDir: '/nowhere', logger: silentLogger })).close()
    using folder = emptyDataDirectory()
    cpSync('prisma/migrations', folder.path, { recursive: true })
    const [first] = shipped
    writeFileSync(path.join(folder.path, first!.name, 'migration.sql'), `${first!.sql}-- edited\n`)
    const engine = await PrismaEngine.on(url, folder.path)
    expect(await engine.status()).toMatchObject({ editedMigrationNames: [first!.name] })
    await engine.close()
    const edited = await readMigrations(folder.path)
    const backend = await openPostgres(url, silentLogger)
    await expect(
      backend.withSession((session) => migrate(session, edited, silentLogger)),
    ).rejects.toMatchObject({ message: expect.stringContaining(first!.name) as string })
    await backend.close()
  })

  it('would make the same tables from schema.prisma as the migrations make', async () => {
    const migrated = await postgres.createDatabase()
    await (await openDatabase({ databaseUrl: migrated, dataDir: '/nowhere', logger: silentLogger })).close()
    const made = await postgres.createDatabase()
    const engine = await PrismaEngine.on(made)
    await inDatabase(made, [await engine.schemaAsSql()])
    await engine.close()
    expect(await inDatabase(migrated, DESCRIBE)).toEqual(await inDatabase(made, DESCRIBE))
  })
})

const DESCRIBE = [
  `SELECT table_name, column_name, data_type, datetime_precision, is_nullable, column_default
   FROM information_schema.columns
   WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`,
  `SELECT indexdef FROM pg_indexes
   WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
   WHERE connamespace = 'public'::regnamespace AND conname <> '_prisma_migrations_pkey' ORDER BY 1`,
]

/** Rows of each statement. */
async function inDatabase(connectionString: string, statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString })
  await client.connect()
  const results = []
  for (const statement of statements) results.push((await client.query(statement)).rows)
  await client.end()
  return results
}

it('lets many processes that start at once take turns', async () => {
  const databaseUrl = await postgres.createDatabase()
  const databases = await Promise.all(
    Array.from({ length: 5 }, () => openDatabase({ databaseUrl, dataDir: '/nowhere', logger: silentLogger })),
  )
  await Promise.all(databases.map((database) => database.close()))
  const [rows] = await inDatabase(databaseUrl, ['SELECT migration_name FROM _prisma_migrations'])
  expect(rows).toHaveLength(shipped.length)
})

it('says where it looked when the migrations are not there', async () => {
  using folder = emptyDataDirectory()
  await expect(readMigrations(path.join(folder.path, 'missing'))).rejects.toMatchObject({
    code: 'invalid-config',
    message: expect.stringContaining(folder.path) as string,
  })
})

it('reads migrations in the order of their names, with the checksum of their bytes', async () => {
  using folder = emptyDataDirectory()
  for (const name of ['2_second', '1_first']) {
    mkdirSync(path.join(folder.path, name))
    writeFileSync(path.join(folder.path, name, 'migration.sql'), 'SELECT 1')
  }
  writeFileSync(path.join(folder.path, 'migration_lock.toml'), '')
  const migrations = await readMigrations(folder.path)
  expect(migrations.map(({ name }) => name)).toEqual(['1_first', '2_second'])
  // printf 'SELECT 1' | sha256sum
  expect(migrations[0]?.checksum).toBe('e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5')
  rmSync(folder.path, { recursive: true })
})
