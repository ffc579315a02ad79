import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acknowledgeIncidents,
  addMaintenance,
  annotateIncident,
  changeMaintenance,
  getIncident,
  listIncidents,
  listMaintenance,
  previewMaintenance,
  removeMaintenance,
} from '@/lib/domain/api/incidents'
import { registerServer } from '@/lib/domain/api/servers'
import { setStatusPageSettings } from '@/lib/domain/api/status'
import { createClient } from '@/lib/client/api'
import { type InProcessApp, startInProcess } from './fixtures/in-process'
import { type RunningServer, startHttpServer } from './servers/spawn-server'

const TOKEN = 'a-token-that-is-long-enough'
/** What a browser says when another site's page shows a picture of ours. */
const EMBEDDED = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }
/** For a loaded machine. */
const SOON = { timeout: 20_000 }
const QUICK = {
  health_check_interval: 1,
  health_check_timeout: 1,
  health_check_grace: 0,
  health_check_fall: 1,
}

let app: InProcessApp
let client: InProcessApp['client']
let server: RunningServer

beforeAll(async () => {
  server = await startHttpServer()
  app = await startInProcess({ PORTOLAN_TOKEN: TOKEN })
  client = createClient({
    baseUrl: 'http://127.0.0.1:8080',
    token: TOKEN,
    fetch: (url, init) => app.send(url as string, init), // the client sends nothing but texts
  })
  const known = { name: 'files', url: server.url, tags: ['prod'], ...QUICK, health_check_rise: 1 }
  await client.call(registerServer, { body: known })
  await client.call(registerServer, { body: { name: 'inner', url: server.url, enabled: false } })
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await server.kill()
})

const open = async () => (await client.call(listIncidents, { query: { state: 'open' } })).items
const withToken = { headers: { authorization: `Bearer ${TOKEN}` } }

describe('an incident over the API', () => {
  it('opens with its reason, is acknowledged and annotated, and closes with its events around it', async () => {
    await expect.poll(() => app.runtime.health.verdictOf('files').verdict, SOON).toBe('healthy')
    const { port } = server
    await server.kill()
    await expect.poll(async () => (await open()).length, SOON).toBe(1)
    const [{ id, cause } = { id: '', cause: { code: '', message: '' } }] = await open()
    expect(cause.message).toContain('127.0.0.1')
    expect(app.runtime.health.now('files').incident).toBe(id)

    const word = { acknowledged: true, by: 'Ada', note: 'On it' }
    expect(await client.call(acknowledgeIncidents, { body: { ids: [id], ...word } })).toEqual({ changed: 1 })
    await client.call(annotateIncident, { params: { id }, body: { text: 'The cable', by: 'Ada' } })

    server = await startHttpServer([], port)
    await expect.poll(async () => (await open()).length, SOON).toBe(0)
    // Events are stored a moment after they have happened.
    const kinds = async () => {
      const { events } = await client.call(getIncident, { params: { id } })
      return events.map(({ event }) => event.kind)
    }
    await expect.poll(kinds, SOON).toEqual(expect.arrayContaining(['incident-opened', 'incident-closed']))
    const { incident } = await client.call(getIncident, { params: { id } })
    expect(incident).toMatchObject({
      end: 'recovered',
      acknowledged: { by: 'Ada', note: 'On it' },
      notes: [{ text: 'The cable' }],
    })
  })

  it('is not there for whoever has no token', async () => {
    expect((await app.send('/api/incidents')).status).toBe(401)
    expect((await app.send('/api/maintenance')).status).toBe(401)
  })
})

it('plans maintenance, shows when, and says what is wrong', async () => {
  const schedule = {
    kind: 'recurring' as const,
    cron: '0 22 * * *',
    timezone: 'Europe/Berlin',
    durationMinutes: 60,
  }
  const { spans } = await client.call(previewMaintenance, { body: { schedule } })
  expect(spans).toHaveLength(5)
  const made = await client.call(addMaintenance, { body: { title: 'Upgrade', tags: ['prod'], schedule } })
  expect(made.next).toEqual(spans[0])
  const body = { title: 'Upgrade', servers: ['nobody'], schedule }
  const refused = client.call(changeMaintenance, { params: { id: made.id }, body })
  await expect(refused).rejects.toThrow('There is no server nobody')
  await client.call(removeMaintenance, { params: { id: made.id } })
  expect(await client.call(listMaintenance)).toEqual({ items: [] })
})

describe('what strangers see', () => {
  const status = (url: string, init?: RequestInit) => app.send(url, init).then((response) => response.status)
  const BADGE = '/api/servers/files/badge.svg'

  it('is nothing while nothing is published, and a badge tells nobody what is there', async () => {
    expect(await status('/api/status')).toBe(404)
    expect(await status('/api/status', withToken)).toBe(404)
    const answers = await Promise.all(
      [BADGE, '/api/servers/nobody/badge.svg'].map(async (url) => {
        const response = await app.send(url)
        const { detail } = (await response.json()) as { detail: string }
        return [response.status, detail.replaceAll(/files|nobody/g, 'X')]
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    const own = await app.send(BADGE, withToken)
    expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-store'])
    // Whoever has signed in here and looks at a page elsewhere tells that page nothing.
    expect(await status(BADGE, { headers: { ...withToken.headers, ...EMBEDDED } })).toBe(404)
  })

  it('is what was published: without a token, also as a picture on a page elsewhere', async () => {
    await client.call(setStatusPageSettings, { body: { enabled: true, title: 'Ours', tags: ['prod'] } })
    const response = await app.send('/api/status')
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({
      title: 'Ours',
      servers: [{ name: 'files', verdict: 'healthy' }],
    })
    expect(text).not.toContain('127.0.0.1')
    const badge = await app.send(`${BADGE}?label=%3Cb%3E`, { headers: EMBEDDED })
    expect(badge.status).toBe(200)
    expect(badge.headers.get('content-type')).toContain('image/svg+xml')
    expect(badge.headers.get('cache-control')).toContain('public, max-age=60')
    expect(await badge.text()).toContain('<title>&#60;b&#62;: up</title>')
    expect(await status('/api/servers/inner/badge.svg')).toBe(404)
    expect(await status(`${BADGE}?show=uptime&range=24h`)).toBe(200)
    expect(await status(`${BADGE}?show=everything`)).toBe(400)
  })

  it('is still guarded against names that are not ours', async () => {
    expect(await status(BADGE, { headers: { host: 'evil.example' } })).toBe(403)
  })
})
