import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { Sealer } from '@/lib/config/secrets'
import type { Reload } from '@/lib/domain/api/config'
import { silentLogger } from '@/lib/kit/logger'
import { openDatabase } from './client'
import { ConfigReloadStore } from './config-reloads'
import { ConfigVersionStore, type NewConfigVersion } from './config-versions'
import type { Database } from './database'

const KEY = Buffer.alloc(32, 1)
const NEWER_KEY = Buffer.alloc(32, 2)
const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 0, 0, second)).toISOString()
const version = (text: string, changes: Partial<NewConfigVersion> = {}): NewConfigVersion => ({
  path: '/etc/mcp/a.yaml',
  at: at(1),
  origin: 'found',
  valid: true,
  servers: 1,
  text,
  ...changes,
})

const opened = {
  async pglite() {
    const directory = await createdDataDirectory()
    const db = await openDatabase({ dataDir: directory.path, logger: silentLogger })
    const stop = () => {
      directory[Symbol.dispose]()
      return Promise.resolve()
    }
    return { db, stop }
  },
  async postgres() {
    const postgres = await TestPostgres.start()
    const databaseUrl = await postgres.createDatabase()
    const db = await openDatabase({ databaseUrl, dataDir: '/nowhere', logger: silentLogger })
    return { db, stop: () => postgres.stop() }
  },
}

describe.each(['pglite', 'postgres'] as const)('the history of configuration on %s', (kind) => {
  let db: Database
  let stop: () => Promise<unknown>

  beforeAll(async () => {
    ;({ db, stop } = await opened[kind]())
  })
  afterAll(async () => {
    await db.close()
    await stop()
  })
  beforeEach(async () => {
    await db.run((queries) => queries.$executeRaw`TRUNCATE config_version, config_reload`)
  })

  const store = (sealer = Sealer.fromKeys([KEY]), keep?: number) => new ConfigVersionStore(db, sealer, keep)

  it('tells the newest text of each file, the file that changed last first', async () => {
    const versions = store()
    const other = { path: '/etc/mcp/b.yaml', servers: 7 }
    expect(await versions.newest()).toEqual([])
    await versions.add(version('old'))
    await versions.add(version('other', other))
    await versions.add(version('new', { at: at(2) }))
    expect(await versions.newest()).toMatchObject([
      { path: '/etc/mcp/a.yaml', at: at(2), version: versions.versionOf('new') },
      { ...other, version: versions.versionOf('other') },
    ])
  })

  it('keeps each text of each file once in a row, newest first, whoever finds it', async () => {
    await Promise.all([store().add(version('one')), store().add(version('one'))])
    await store().add(version('two', { origin: 'saved', at: at(2), servers: 3 }))
    await store().add(version('one', { origin: 'restored', at: at(3) }))
    await store().add(version('other', { path: '/etc/mcp/b.yaml' }))
    const versions = await store().list('/etc/mcp/a.yaml')
    expect(versions).toMatchObject([
      { origin: 'restored', at: at(3) },
      { origin: 'saved', at: at(2), servers: 3, size: 3 },
      { origin: 'found', at: at(1) },
    ])
    expect(versions[0]?.version).toBe(versions[2]?.version)
    expect(versions[0]?.version).toBe(store().versionOf('one'))
  })

  it('gives a text back by its number and by its name', async () => {
    await store().add(version('servers: {} # ü'))
    const [head] = await store().list('/etc/mcp/a.yaml')
    expect(await store().get(head!.id)).toEqual({ ...head, text: 'servers: {} # ü' })
    expect(await store().find('/etc/mcp/a.yaml', head!.version)).toBe('servers: {} # ü')
    expect(await store().find('/etc/mcp/b.yaml', head!.version)).toBeUndefined()
    expect(await store().get(head!.id + 1)).toBeUndefined()
  })

  it('keeps no secret readable in the database, nor what one could be guessed by', async () => {
    await store().add(version('token: hunter2'))
    const rows = JSON.stringify(
      await db.run((queries) => queries.$queryRaw`SELECT * FROM config_version`),
      (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value),
    )
    expect(rows).not.toContain('hunter2')
    expect(store().versionOf('a')).not.toBe(store(Sealer.fromKeys([NEWER_KEY])).versionOf('a'))
  })

  it('keeps so many of a file and no more, and none of another less for it', async () => {
    await store().add(version('other', { path: '/etc/mcp/b.yaml' }))
    for (let count = 0; count < 6; count++)
      await store(undefined, 4).add(version(`text ${count}`, { servers: count }))
    expect((await store().list('/etc/mcp/a.yaml')).map(({ servers }) => servers)).toEqual([5, 4, 3, 2])
    expect(await store().list('/etc/mcp/b.yaml')).toHaveLength(1)
  })

  it('is sealed and named anew after a change of keys', async () => {
    await store().add(version('token: hunter2'))
    expect(await store(Sealer.fromKeys([NEWER_KEY, KEY])).resealAll()).toBe(1)
    const renewed = store(Sealer.fromKeys([NEWER_KEY]))
    const [head] = await renewed.list('/etc/mcp/a.yaml')
    expect(head?.version).toBe(renewed.versionOf('token: hunter2'))
    expect((await renewed.get(head!.id))?.text).toBe('token: hunter2')
    expect(await renewed.resealAll()).toBe(0)
  })

  it('remembers the newest reloads, and passes over what it can’t understand', async () => {
    const reloads = new ConfigReloadStore(db, 3)
    const reload = (second: number): Reload => ({
      at: at(second),
      trigger: 'watch',
      outcome: 'applied',
      changes: { added: ['a'], changed: [{ name: 'b', fields: ['endpoint'] }], removed: [] },
      problems: [{ severity: 'warning', message: 'with \u0000 in it', place: '/a', line: 3 }],
    })
    for (let second = 0; second < 5; second++) await reloads.add(reload(second))
    expect(await reloads.recent(2)).toEqual([reload(4), reload(3)])
    expect(await reloads.recent(10)).toHaveLength(3)
    await db.run(
      (queries) =>
        queries.$executeRaw`UPDATE config_reload SET outcome = 'exploded' WHERE at = ${at(4)}::timestamptz`,
    )
    expect(await reloads.recent(10)).toEqual([reload(3), reload(2)])
  })
})
