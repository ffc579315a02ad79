import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { httpSource, look } from '@/e2e/fixtures/http-source'
import { makeStoredRegistry } from '@/e2e/fixtures/registry'
import { openTestDatabase, type TestDatabase } from '@/e2e/fixtures/registry-database'
import { registryEntry, registryList } from '@/e2e/servers/catalogue/registry'
import { answerWith, type CatalogueServer, serveCatalogue } from '@/e2e/servers/catalogue/serve'
import { parseServersText } from '@/lib/config/document/parse-servers-text'
import { layerSettings } from '@/lib/discovery/settings'
import { httpMethod } from '../http'

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

const servers: CatalogueServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function registryOf() {
  const { registry } = makeStoredRegistry(database.store)
  await registry.start()
  return registry
}

const heldNames = (registry: Awaited<ReturnType<typeof registryOf>>) =>
  registry.held({ source: 'http', state: 'held', limit: 500 }).items.map(({ name }) => name)

describe('servers of HTTP catalogues in the registry', () => {
  it('of a public registry wait to be chosen; what was chosen stays, through restarts and outages', async () => {
    const entries = ['weather', 'files', 'mail'].map((name) => registryEntry(`com.example/${name}`))
    const server = await serveCatalogue({
      '/v0.1/servers': registryList(() => entries),
      '/ours.json': answerWith({ servers: { ours: { url: 'https://ours.example.com/mcp' } } }),
    })
    servers.push(server)
    const urls = [server.base, `${server.base}/ours.json`]
    const registry = await registryOf()
    await registry.apply('http', await look(httpSource({ urls })), { newServers: 'enabled' })
    expect(registry.all().map(({ spec }) => spec.name)).toEqual(['ours'])
    expect(heldNames(registry)).toEqual(['files', 'mail', 'weather'].map((name) => `com.example_${name}`))

    await registry.decide({ decision: 'accepted', items: [{ source: 'http', name: 'com.example_weather' }] })
    await registry.decide({ decision: 'refused', items: [{ source: 'http', name: 'com.example_mail' }] })
    const again = await registryOf()
    await again.apply('http', await look(httpSource({ urls })), { newServers: 'enabled' })
    expect(again.all().map(({ spec }) => spec.name)).toEqual(['com.example_weather', 'ours'])
    expect(heldNames(again)).toEqual(['com.example_files'])

    await server.close()
    await again.apply('http', await look(httpSource({ urls })), { newServers: 'enabled' })
    expect(again.all().map(({ spec }) => spec.name)).toEqual(['com.example_weather', 'ours'])
    expect(heldNames(again)).toEqual(['com.example_files'])
  })

  it('that are commands are refused, each with the reason', async () => {
    const server = await serveCatalogue({
      '/d.json': answerWith({ mcpServers: { bad: { command: 'rm', args: ['-rf', '/'] } } }),
    })
    servers.push(server)
    const registry = await registryOf()
    const snapshot = await look(httpSource({ urls: [`${server.base}/d.json`] }))
    const { problems } = await registry.apply('http', snapshot, { newServers: 'enabled' })
    expect(problems).toMatchObject([{ severity: 'error', server: 'bad' }])
    expect(registry.get('bad')).toBeUndefined()
  })
})

describe('the guide to HTTP catalogues', () => {
  it('shows settings that are understood', () => {
    const guide = readFileSync(new URL('../../../../docs/guides/http-catalogues.md', import.meta.url), 'utf8')
    const example = /```yaml\n([^`]*)```/.exec(guide)?.[1] ?? ''
    const variables = (name: string) => (name === 'REGISTRY_TOKEN' ? 'secret' : undefined)
    const { settings, snapshot } = parseServersText(example, { place: 'mcp.yaml', variables })
    expect(snapshot.problems).toEqual([])
    const layered = layerSettings(httpMethod, [{ layer: 'file', ...settings! }], variables)
    expect([layered.errors, layered.warnings]).toEqual([[], []])
    expect(layered.settings).toMatchObject({ urls: [{}, {}, { token: 'secret', newServers: 'enabled' }] })
  })
})
