import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getFleetHealth, getServerHealth } from '@/lib/domain/api/health'
import { registerServer } from '@/lib/domain/api/servers'
import { type InProcessApp, startInProcess } from './fixtures/in-process'
import { type RunningServer, startHttpServer } from './servers/spawn-server'

/** For a loaded machine. */
const SOON = { timeout: 20_000 }

let app: InProcessApp
let server: RunningServer

beforeAll(async () => {
  server = await startHttpServer()
  app = await startInProcess()
  const limits = { health_check_interval: 1, health_check_grace: 0, health_check_fall: 1 }
  await app.client.call(registerServer, {
    body: { name: 'files', url: server.url, tags: ['core'], ...limits },
  })
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await server.kill()
})

const healthOf = () => app.client.call(getServerHealth, { params: { name: 'files' }, query: { range: '1h' } })
const fleet = async (query: object = {}) => (await app.client.call(getFleetHealth, { query })).rows

describe('history over the API', () => {
  it('holds each check of a server, what is thought of it now, and its outage when it fails', async () => {
    await expect.poll(async () => (await healthOf()).checks.length, SOON).toBeGreaterThan(2)
    const well = await healthOf()
    expect(well).toMatchObject({ resolution: 'raw', now: { verdict: 'healthy' }, uptime: { '24h': 1 } })
    expect(well.buckets.at(-1)?.start).toBeDefined()
    await server.kill()
    await expect.poll(async () => (await healthOf()).uptime['24h'], SOON).toBeLessThan(1)
    const ill = await healthOf()
    expect(ill.checks.at(-1)).toMatchObject({ outcome: 'failed', verdict: 'unhealthy' })
    expect(ill.incidents).toMatchObject([{ server: 'files', closedAt: null }])
    expect(ill.buckets.some(({ reason, failed }) => failed > 0 && reason?.code !== 'ok')).toBe(true)
  })

  it('shows the fleet, and the same after a restart', async () => {
    // A twentieth of the time has to be bad before a cell is.
    await expect.poll(async () => (await fleet())[0]?.cells.at(-1), SOON).toBe('u')
    const [before] = await fleet()
    expect(before).toMatchObject({ name: 'files', verdict: 'unhealthy' })
    expect(before?.failed).toBeGreaterThan(0)
    await app.restart()
    const [after] = await fleet()
    expect(after?.checks).toBeGreaterThanOrEqual(before?.checks ?? Infinity)
    expect(await fleet({ tag: 'none-has-it' })).toEqual([])
  })

  it('says so when there is no such server, or no such span', async () => {
    const missing = await app.send('/api/servers/nobody/health', { headers: { host: 'localhost:8080' } })
    expect(missing.status).toBe(404)
    const span = 'from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z'
    const refused = await app.send(`/api/health/fleet?${span}`, { headers: { host: 'localhost:8080' } })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ code: 'bad-input' })
  })
})
