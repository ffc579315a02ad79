import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { makeStoredRegistry, named, remote, snapshotOf } from '@/e2e/fixtures/registry'
import { openTestDatabase, type TestDatabase } from '@/e2e/fixtures/registry-database'

let directory: DataDirectory
let database: TestDatabase

beforeAll(async () => {
  directory = await createdDataDirectory()
  database = await openTestDatabase(directory.path)
})

afterAll(async () => {
  await database.close()
  directory[Symbol.dispose]()
})

const start = async () => {
  const made = makeStoredRegistry(database.store)
  await made.registry.start()
  return made
}

describe('a registry over the embedded database', () => {
  it('finds everything again after a restart, secrets and overrides too', async () => {
    const { registry } = await start()
    await registry.register({ name: 'site', url: 'https://h.test/', headers: { A: 'secret' }, colour: 'red' })
    await registry.apply('http', snapshotOf(remote('a', { title: 'Wetter für München 🌦' }), remote('site')))
    await registry.setEnabled('a', false)
    const { registry: again, events } = await start()
    expect(again.detail('a')).toEqual(registry.detail('a'))
    expect(again.get('site')).toEqual(registry.get('site'))
    expect(events).toEqual([])
    // The same snapshot is no change for the one that has just read it from the database.
    expect(
      await again.apply('http', snapshotOf(remote('a', { title: 'Wetter für München 🌦' }), remote('site'))),
    ).toMatchObject({ added: [], changed: [], removed: [] })
    await again.remove('site')
    await again.apply('http', snapshotOf())
  })

  it('loses no change when two processes write at the same time', async () => {
    const [{ registry: one }, { registry: two }] = [await start(), await start()]
    await one.register({ name: 'site', url: 'https://h.test/' })
    await two.refresh()
    await Promise.all([
      one.update('site', { changes: { title: 'T' } }),
      two.update('site', { changes: { description: 'D' } }),
      one.apply('http', snapshotOf(remote('a'))),
      two.apply('dns', snapshotOf(remote('a'), remote('b'))),
    ])
    await Promise.all([one.refresh(), two.refresh()])
    for (const registry of [one, two]) {
      expect(registry.detail('site')).toMatchObject({ title: 'T', description: 'D', revision: 3 })
      expect(registry.detail('a').provenance.map(({ sourceId }) => sourceId)).toEqual(['http', 'dns'])
    }
    await one.remove('site')
    await one.retain([])
  })

  it('refuses the second of two updates of one revision across processes', async () => {
    const [{ registry: one }, { registry: two }] = [await start(), await start()]
    await one.register({ name: 'site', url: 'https://h.test/' })
    await two.refresh()
    const results = await Promise.allSettled([
      one.update('site', { revision: 1, changes: { title: 'one' } }),
      two.update('site', { revision: 1, changes: { title: 'two' } }),
    ])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'revision-conflict', details: { revision: 2 } },
    })
    await one.refresh()
    await one.remove('site')
  })

  it('takes 10,000 servers in one write, lists them, and lets them all go', async () => {
    const { registry } = await start()
    const candidates = named(10_000, (index) => ({ tags: [`t${index % 10}`] }))
    const changes = await registry.apply('http', { candidates, problems: [] })
    expect(changes.added).toHaveLength(10_000)
    expect(registry.counts().total).toBe(10_000)
    const names = candidates.slice(0, 1_000).map(({ spec }) => spec.name)
    const { results } = await registry.bulk({ action: 'disable', names })
    expect(results.every(({ ok }) => ok)).toBe(true)
    const { registry: again } = await start()
    expect(again.counts()).toMatchObject({ total: 10_000, enabled: 9_000 })
    await registry.apply('http', snapshotOf())
    expect(registry.counts().total).toBe(0)
    await again.refresh()
    expect(again.counts().total).toBe(0)
  })
})
