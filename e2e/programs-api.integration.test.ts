import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverySchema } from '@/lib/domain/webhook'
import { addWebhook, listDeliveries, listWebhooks } from '@/lib/domain/api/webhooks'
import { statsSchema } from '@/lib/domain/api/stats'
import { type InProcessApp, startInProcess } from './fixtures/in-process'
import { samplesIn } from './fixtures/metrics-world'
import { soon } from './fixtures/soon'
import { WebhookReceiver } from './fixtures/webhook-receiver'

const TOKEN = 'a-token-of-the-tests-0123456789'

describe('what programs get', () => {
  let app: InProcessApp
  let receiver: WebhookReceiver

  beforeAll(async () => {
    receiver = await WebhookReceiver.start()
    app = await startInProcess({ PORTOLAN_TOKEN: TOKEN, PORTOLAN_PRIVATE_ADDRESSES: '127.0.0.1' })
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
  })

  const send = (
    url: string,
    { method = 'GET', body, accept }: { method?: string; body?: unknown; accept?: string } = {},
  ) =>
    app.send(url, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(accept !== undefined && { accept }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  it('is metrics, for those who have the token, in the format that they ask for', async () => {
    expect((await app.send('/api/metrics')).status).toBe(401)
    const plain = await send('/api/metrics')
    expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const samples = samplesIn(await plain.text())
    const valueOf = (name: string) => samples.find((sample) => sample.name === name)?.value
    expect(valueOf('portolan_database_up')).toBe(1)
    expect(valueOf('portolan_server_series')).toBe(1)
    expect(samples.some(({ name }) => name === 'portolan_jobs')).toBe(true)
    const open = await send('/api/metrics', { accept: 'application/openmetrics-text; version=1.0.0' })
    expect(open.headers.get('content-type')).toContain('application/openmetrics-text')
    expect((await open.text()).endsWith('# EOF\n')).toBe(true)
  })

  it('is statistics of all parts', async () => {
    const stats = statsSchema.parse(await (await send('/api/stats')).json())
    expect(stats.discovery?.sources.map(({ id }) => id)).toContain('config-file')
    expect(stats.performance.databaseMs).toBeGreaterThan(0)
    expect(stats.webhooks).toEqual({ waiting: 0, dead: 0 })
    expect(stats.jobs?.length).toBeGreaterThan(0)
  })

  it('is webhooks, from adding one to removing it', async () => {
    const added = await send('/api/webhooks', {
      method: 'POST',
      body: { title: 'Ops', url: receiver.url, events: ['server-added'] },
    })
    expect(added.status).toBe(201)
    const { webhook, secret } = addWebhook.response.parse(await added.json())
    expect(secret).toMatch(/^whsec_[\w-]{43}$/)
    const path = `/api/webhooks/${webhook.id}`
    const tested = deliverySchema.parse(await (await send(`${path}/test`, { method: 'POST' })).json())
    expect(tested).toMatchObject({ state: 'delivered', status: 200 })
    await send('/api/servers', {
      method: 'POST',
      body: { name: 'one', url: 'http://127.0.0.1:9/mcp', enabled: false },
    })
    await soon(() => expect(receiver.received.map(({ event }) => event)).toEqual(['test', 'server-added']))
    await soon(async () => {
      const page = listDeliveries.response.parse(
        await (await send(`${path}/deliveries?state=delivered`)).json(),
      )
      expect(page.items).toMatchObject([{ event: 'server-added', server: 'one', attempts: 1 }])
    })
    const changed = await send(path, { method: 'PATCH', body: { enabled: false, url: webhook.url } })
    expect(await changed.json()).toMatchObject({ enabled: false, url: webhook.url })
    expect((await send(`${path}/deliveries/retry`, { method: 'POST', body: {} })).status).toBe(400)
    expect((await send(path, { method: 'DELETE' })).status).toBe(204)
    expect((await send(path, { method: 'DELETE' })).status).toBe(404)
    expect(listWebhooks.response.parse(await (await send('/api/webhooks')).json()).items).toEqual([])
  })

  it('is a reason for what can not be', async () => {
    const refused = async (body: object) => {
      const response = await send('/api/webhooks', { method: 'POST', body: { title: 'Ops', ...body } })
      return [response.status, ((await response.json()) as { code: string }).code]
    }
    expect(await refused({ url: 'ftp://example.test/' })).toEqual([400, 'bad-input'])
    expect(await refused({ url: 'https://example.test/', events: ['everything'] })).toEqual([
      400,
      'bad-input',
    ])
    expect(await refused({ url: 'https://example.test/', secret: 'short' })).toEqual([400, 'bad-input'])
    expect(await refused({ url: 'http://169.254.169.254/latest' })).toEqual([403, 'forbidden'])
    expect(await refused({ url: 'http://[::ffff:10.0.0.1]/' })).toEqual([403, 'forbidden'])
  })
})
