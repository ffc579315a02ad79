import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as discovery from '@/lib/domain/api/discovery'
import { listServers } from '@/lib/domain/api/servers'
import { type InProcessApp, startInProcess } from './fixtures/in-process'

/** A document of servers over HTTP, which answers at once unless it is told to wait. */
class Catalogue {
  readonly #server: Server
  readonly waiting: ServerResponse[] = []
  servers: Record<string, object> = {}
  isSlow = false

  constructor() {
    this.#server = createServer((_, response) => {
      if (this.isSlow) this.waiting.push(response)
      else this.#answer(response)
    })
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/servers.json`
  }

  /** Lets those go on that wait. */
  answer(): void {
    this.isSlow = false
    for (const response of this.waiting.splice(0)) this.#answer(response)
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer(response: ServerResponse): void {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ servers: this.servers }))
  }
}

/** For a loaded machine. */
const SOON = { timeout: 10_000 }

describe('discovery over the API', () => {
  const catalogue = new Catalogue()
  let url: string
  let app: InProcessApp

  beforeAll(async () => {
    url = await catalogue.start()
    catalogue.servers = { remote: { url: 'http://remote.example/mcp' } }
    app = await startInProcess({
      // The variable holds what a file holds under `discovery:`; whoever set it may name private addresses.
      PORTOLAN_DISCOVERY: `http: { urls: ["${url}"], every_seconds: 600, new_servers: disabled }\ndns: { nonsense: 1 }`,
    })
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
    await catalogue.stop()
  })
  afterEach(() => catalogue.answer())

  const params = { id: 'http' }
  const sourceOf = async (id: string) => {
    const { items } = await app.client.call(discovery.listSources)
    const source = items.find((item) => item.id === id)
    if (!source) throw new Error(`No source ${id}`)
    return source
  }
  const run = (query: { wait?: 'true'; dryRun?: 'true' } = { wait: 'true' }) =>
    app.client.call(discovery.runSource, { params, query })
  const names = async () => (await app.client.call(listServers)).items.map(({ name }) => name)

  it('lists every source in order of precedence, with its state and why it does nothing', async () => {
    const { items } = await app.client.call(discovery.listSources)
    expect(items.map(({ id }) => id)).toEqual([
      ...['manual', 'config-file', 'environment', 'kubernetes', 'http', 'dns', 'client-files'],
    ])
    expect(await sourceOf('manual')).toMatchObject({ state: 'idle', runnable: false })
    expect(await sourceOf('config-file')).toMatchObject({ state: 'idle', runnable: true, watching: true })
    expect(await sourceOf('kubernetes')).toMatchObject({ state: 'off', nextRunAt: null })
    expect((await sourceOf('dns')).reason).toMatch(/No domain is named/)
  })

  it('tells of settings by layer, of keys that nobody knows, and of when a source runs next', async () => {
    expect((await sourceOf('dns')).settings.problems).toEqual([
      'discovery.dns.nonsense in PORTOLAN_DISCOVERY, line 2 is no setting; it is ignored',
    ])
    const http = await sourceOf('http')
    expect(http.settings).toMatchObject({
      values: { urls: [url], everySeconds: 600, newServers: 'disabled', enabled: true },
      layers: { urls: 'environment', everySeconds: 'environment', enabled: 'default' },
    })
    expect(http).toMatchObject({
      state: 'idle',
      lastRun: { trigger: 'start', counts: { found: 1, added: 1 } },
    })
    expect(Date.parse(http.nextRunAt ?? '') - Date.now()).toBeGreaterThan(500_000)
    expect(await names()).toEqual(['remote'])
  })

  it('answers a dry run with what it would change, and changes nothing', async () => {
    catalogue.servers = {
      remote: { url: 'http://elsewhere.example/mcp' },
      second: { url: 'http://b.example/mcp' },
    }
    expect(await run({ dryRun: 'true' })).toMatchObject({
      ...{ dryRun: true, state: 'succeeded', counts: { found: 2, added: 1, changed: 1, removed: 0 } },
      diff: {
        added: [{ name: 'second', target: 'http://b.example/mcp', held: false }],
        changed: [
          { name: 'remote', fields: [{ before: expect.stringContaining('remote.example') as string }] },
        ],
      },
    })
    expect(await names()).toEqual(['remote'])
  })

  it('answers a run at once, or when it has ended', async () => {
    catalogue.isSlow = true
    const begun = await run({})
    expect(begun).toMatchObject({ state: 'queued', trigger: 'request' })
    await expect.poll(async () => (await sourceOf('http')).state, SOON).toBe('running')
    expect((await sourceOf('http')).currentRun?.id).toBe(begun.id)
    catalogue.answer()
    expect(await run()).toMatchObject({ state: 'succeeded' })
    expect(await names()).toEqual(['remote', 'second'])
  })

  it('cancels a run, and the registry keeps what it had', async () => {
    const before = await names()
    catalogue.servers = {}
    catalogue.isSlow = true
    const { id } = await run({})
    await expect.poll(() => catalogue.waiting.length, SOON).toBe(1)
    const cancelled = await app.client.call(discovery.cancelRun, { params: { ...params, run: id } })
    expect(cancelled).toMatchObject({ id, state: 'cancelled', error: { code: 'cancelled' } })
    expect(await names()).toEqual(before)
  })

  it('keeps the history of runs, and each with what it came to', async () => {
    const page = await app.client.call(discovery.listRuns, { params, query: { limit: '2' } })
    expect(page.items).toHaveLength(2)
    expect(page.items[0]).toMatchObject({ state: 'cancelled' })
    const query = { limit: '2', cursor: page.nextCursor ?? '' }
    const next = await app.client.call(discovery.listRuns, { params, query })
    expect(next.items[0]?.id).not.toBe(page.items[1]?.id)
    const all = await app.client.call(discovery.listAllRuns, {
      query: { state: 'succeeded', telling: 'true' },
    })
    expect(all.items.every(({ state }) => state === 'succeeded')).toBe(true)
    const first = all.items.find(({ source, trigger }) => source === 'http' && trigger === 'start')
    const detail = await app.client.call(discovery.getRun, { params: { ...params, run: first?.id ?? '' } })
    expect(detail).toMatchObject({ diff: { added: [{ name: 'remote' }] }, problems: [] })
  })

  it('changes settings on top of all other layers, and takes them back', async () => {
    catalogue.servers = { remote: { url: 'http://remote.example/mcp' } }
    const update = (settings: Record<string, string | number | boolean | null>) =>
      app.client.call(discovery.updateSource, { params, body: { settings } })
    expect((await update({ every_seconds: 30 })).settings).toMatchObject({
      ...{ values: { everySeconds: 30 }, layers: { everySeconds: 'page' } },
    })
    expect((await update({ everySeconds: null })).settings).toMatchObject({
      ...{ values: { everySeconds: 600 }, layers: { everySeconds: 'environment' } },
    })
    await expect(update({ everySeconds: 'often' })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('everySeconds') as string,
    })
    await expect(update({ nonsense: true })).rejects.toMatchObject({ code: 'bad-input' })
  })

  it('lets go of what a source declared when it is switched off, and reads it again when it is on', async () => {
    const update = (enabled: boolean | null) =>
      app.client.call(discovery.updateSource, { params, body: { settings: { enabled } } })
    await expect.poll(names, SOON).toEqual(['remote'])
    expect(await update(false)).toMatchObject({ state: 'off' })
    expect(await names()).toEqual([])
    await expect(run()).rejects.toMatchObject({ code: 'bad-input' })
    await update(null)
    await expect.poll(names, SOON).toEqual(['remote'])
  })

  it('pauses a source over a restart, with its servers and its history', async () => {
    const body = { paused: true }
    const paused = await app.client.call(discovery.updateSource, { params, body })
    expect(paused).toMatchObject({ state: 'paused', nextRunAt: null, counts: { servers: 1 } })
    await app.restart()
    expect(await sourceOf('http')).toMatchObject({ state: 'paused', lastRun: { state: 'succeeded' } })
    expect(await names()).toEqual(['remote'])
    await app.client.call(discovery.updateSource, { params, body: { paused: false } })
    await expect.poll(async () => (await sourceOf('http')).lastRun?.trigger, SOON).toBe('settings')
  })

  it('takes settings from a file as soon as it is saved, above the variable and below the page', async () => {
    app.writeConfig(
      'servers: {}\ndiscovery:\n  http: { every_seconds: 77, token: x }\n  precedence: [http]\n',
    )
    await expect
      .poll(async () => (await sourceOf('http')).settings.layers, SOON)
      .toMatchObject({ everySeconds: 'file' })
    const http = await sourceOf('http')
    expect(http.settings.values).toMatchObject({ everySeconds: 77, urls: [url] })
    expect(http.settings.problems).toEqual([
      expect.stringMatching(/discovery\.http\.token in .*mcp\.yaml, line 3/),
    ])
    const { items } = await app.client.call(discovery.listSources)
    expect(items[0]?.id).toBe('http')
  })

  it('answers what is not there, and what can not be done, with a reason', async () => {
    const nobody = { id: 'nobody' }
    const run = '00000000-0000-4000-8000-000000000000'
    await expect(app.client.call(discovery.runSource, { params: nobody, query: {} })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(app.client.call(discovery.listRuns, { params: nobody, query: {} })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(app.client.call(discovery.getRun, { params: { ...params, run } })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(
      app.client.call(discovery.runSource, { params: { id: 'manual' }, query: {} }),
    ).rejects.toMatchObject({ code: 'bad-input' })
    const status = async (path: string) => (await app.send(path)).status
    expect(await status('/api/discovery/sources/http/runs/nonsense')).toBe(400)
    expect(await status('/api/discovery/sources/http/runs?cursor=nonsense')).toBe(400)
  })
})

describe('a variable PORTOLAN_DISCOVERY that is broken', () => {
  it('is told, and harms nothing', async () => {
    await using app = await startInProcess({ PORTOLAN_DISCOVERY: 'http: [' })
    const { items } = await app.client.call(discovery.listSources)
    const files = items.find(({ id }) => id === 'config-file')
    expect(files).toMatchObject({ state: 'idle' })
    expect(files?.settings.problems?.[0]).toMatch(/^PORTOLAN_DISCOVERY, line 1: /)
  })
})
