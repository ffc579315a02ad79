import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createdDataDirectory, type DataDirectory } from '@/e2e/fixtures/data-directory'
import { TestPostgres } from '@/e2e/fixtures/postgres'
import { WebhookReceiver } from '@/e2e/fixtures/webhook-receiver'
import { verdict, WebhookWorld, type WebhookWorldOptions } from '@/e2e/fixtures/webhook-world'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { soon } from '@/e2e/fixtures/soon'

const HOUR_MS = 3_600_000
const names = (receiver: WebhookReceiver) => receiver.delivered.map(({ body }) => body.event?.name)

describe.each(['pglite', 'postgres'] as const)('webhooks on %s', (kind) => {
  let postgres: TestPostgres | undefined
  let databaseUrl: string | undefined
  let directory: DataDirectory
  let receiver: WebhookReceiver
  let clock: FakeClock
  const worlds: WebhookWorld[] = []
  /** What has nothing to do with the kind of database. */
  const inOne = it.runIf(kind === 'pglite')
  /** Replicas share a database, which the embedded one can't be. */
  const amongMany = it.runIf(kind === 'postgres')

  const start = async (options: WebhookWorldOptions = {}) => {
    const world = await WebhookWorld.start({ databaseUrl, dataDir: directory.path, clock, ...options })
    worlds.push(world)
    return world
  }
  /** Lets time pass, and whatever falls due be sent. */
  const pass = async (world: WebhookWorld, ms: number) => {
    clock.advance(ms)
    await world.quiet()
  }

  beforeAll(async () => {
    postgres = kind === 'postgres' ? await TestPostgres.start() : undefined
  })
  afterAll(async () => {
    await postgres?.stop()
  })
  beforeEach(async () => {
    directory = await createdDataDirectory()
    databaseUrl = await postgres?.createDatabase()
    receiver = await WebhookReceiver.start()
    clock = new FakeClock()
  })
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.stop()
    await receiver[Symbol.asyncDispose]()
    directory[Symbol.dispose]()
  })

  it('tells a receiver what happened, signed, as JSON', async () => {
    const world = await start()
    const { webhook, secret } = await world.add({ url: receiver.url, events: ['verdict-changed'] })
    world.bus.publish(verdict('files'))
    await world.quiet()
    const [told] = receiver.received
    expect(told).toMatchObject({ event: 'verdict-changed', attempt: 1, contentType: 'application/json' })
    expect(told?.body).toMatchObject({
      id: told?.id,
      event: { kind: 'verdict-changed', name: 'files', verdict: 'unhealthy' },
      text: 'files is unhealthy: files can not be reached',
    })
    const [, seconds = '', digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(told?.signature ?? '') ?? []
    expect(Number(seconds)).toBe(clock.now() / 1_000)
    expect(createHmac('sha256', secret).update(`${seconds}.${told?.text}`).digest('hex')).toBe(digest)
    const [view] = await world.webhooks.list()
    expect(view).toMatchObject({
      id: webhook.id,
      waiting: 0,
      dead: 0,
      last: { state: 'delivered', status: 200 },
    })
  })

  inOne('shows neither the path of an address nor the secret, and stores both sealed', async () => {
    const world = await start()
    const { webhook, secret } = await world.add({ url: receiver.url })
    expect(webhook.url).toBe(`${receiver.origin}/••••••••`)
    expect(JSON.stringify(await world.webhooks.list())).not.toMatch(/T0KEN|s3cret|whsec/)
    const rows = await world.database.run((queries) => queries.webhook.findMany())
    expect(
      JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
    ).not.toMatch(/T0KEN|s3cret|whsec/)
    // Sent back as it was shown, the address stays; the secret too.
    await world.webhooks.change(webhook.id, { title: 'renamed', url: webhook.url })
    const delivery = await world.webhooks.test(webhook.id, AbortSignal.timeout(5_000))
    expect(delivery).toMatchObject({ state: 'delivered', status: 200, event: 'test' })
    const [told] = receiver.received
    const seconds = Math.floor(clock.now() / 1_000)
    const digest = createHmac('sha256', secret).update(`${seconds}.${told?.text}`).digest('hex')
    expect(told?.signature).toBe(`t=${seconds},v1=${digest}`)
  })

  inOne('writes for Slack in its own form, and lets no text become a mark of Slack', async () => {
    const world = await start()
    await world.add({ url: receiver.url, format: 'slack' })
    const event = verdict('files')
    world.bus.publish({
      ...event,
      reason: { code: 'x', message: '<!channel> & <https://evil.example|click>' },
    } as never)
    await world.quiet()
    expect(receiver.received[0]?.text).toBe(
      JSON.stringify({
        text: 'files is unhealthy: &lt;!channel&gt; &amp; &lt;https://evil.example|click&gt;',
      }),
    )
  })

  inOne(
    'leaves out what was silenced, single incidents of a group, kinds and tags that are not wanted',
    async () => {
      const world = await start({ tags: { files: ['prod'], games: ['fun'] } })
      await world.add({
        url: receiver.url,
        tags: ['prod'],
        events: ['verdict-changed', 'incident-opened', 'server-removed'],
      })
      const opened = {
        ...({
          kind: 'incident-opened',
          incident: randomUUID(),
          severity: 'unhealthy',
          silenced: false,
        } as const),
        cause: { code: 'unreachable', message: 'It can not be reached' },
      }
      world.bus.publish(
        verdict('files', 'unhealthy', true),
        verdict('games'),
        { ...opened, name: 'files', group: randomUUID() },
        { kind: 'server-added', name: 'files', source: 'manual' },
        {
          kind: 'source-ran',
          source: 'dns',
          outcome: 'failed',
          found: 0,
          added: 0,
          changed: 0,
          removed: 0,
          durationMs: 1,
        },
      )
      world.tags.delete('files')
      world.bus.publish({ ...opened, name: 'files', group: null })
      world.bus.publish({ kind: 'server-removed', name: 'files', source: 'manual' })
      await world.quiet()
      expect(receiver.received.map(({ event }) => event)).toEqual(['incident-opened', 'server-removed'])
    },
  )

  it('holds back what follows a failed delivery of the same server, and nothing of others', async () => {
    const world = await start()
    await world.add({ url: receiver.url })
    receiver.answer = ({ body }) => (body.event?.name === 'files' ? 503 : 200)
    world.bus.publish(
      verdict('files'),
      verdict('games'),
      verdict('files', 'healthy'),
      verdict('games', 'healthy'),
    )
    await world.quiet()
    expect(names(receiver)).toEqual(['games', 'games'])
    expect(receiver.received.filter(({ body }) => body.event?.name === 'files')).toHaveLength(1)
    const { items } = await world.webhooks.deliveriesOf((await world.webhooks.list())[0]!.id, {
      limit: 10,
      state: 'waiting',
    })
    expect(items.map(({ isHeldBack, attempts, error }) => [isHeldBack, attempts, error])).toEqual([
      [true, 0, null],
      [false, 1, 'It answered 503: no'],
    ])
    receiver.answer = 200
    await pass(world, 6_000)
    expect(receiver.delivered.slice(2).map(({ body }) => body.event?.['verdict'])).toEqual([
      'unhealthy',
      'healthy',
    ])
  })

  it('keeps the order of each server over hundreds of events, with one request at a time for each', async () => {
    const world = await start()
    await world.add({ url: receiver.url })
    for (let round = 0; round < 60; round++)
      world.bus.publish(
        ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => verdict(name, round % 2 ? 'healthy' : 'unhealthy')),
      )
    await world.quiet()
    expect(receiver.delivered).toHaveLength(360)
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const sequence = receiver.delivered
        .filter(({ body }) => body.event?.name === name)
        .map(({ body }) => body.sequence ?? 0)
      expect(sequence).toEqual([...sequence].sort((one, other) => one - other))
    }
    expect(receiver.mostRunning).toBeLessThanOrEqual(4)
  })

  it('tries for a day while the receiver answers 500, then gives up, and goes on when it is well again', async () => {
    const world = await start()
    const { webhook } = await world.add({ url: receiver.url })
    receiver.answer = 500
    world.bus.publish(verdict('files'))
    await world.quiet()
    // An event every six hours, for two days.
    for (let hour = 1; hour <= 48; hour++) {
      if (hour % 6 === 0) world.bus.publish(verdict('files', hour % 12 ? 'healthy' : 'unhealthy'))
      await pass(world, HOUR_MS)
    }
    const outage = await world.webhooks.list()
    // Nine were sent; those of the last day still wait.
    expect(outage[0]).toMatchObject({ dead: 5, waiting: 4, last: { status: 500 } })
    const first = receiver.received.filter(({ id }) => id === receiver.received[0]?.id)
    expect(first.length).toBeGreaterThan(15)
    expect(first.length).toBeLessThan(60)
    expect(world.told.filter(({ kind: each }) => each === 'webhook-failed')).toHaveLength(5)
    receiver.answer = 200
    await pass(world, HOUR_MS)
    expect((await world.webhooks.list())[0]).toMatchObject({
      dead: 5,
      waiting: 0,
      last: { state: 'delivered' },
    })
    expect(receiver.delivered).toHaveLength(4)
    expect(await world.webhooks.retry(webhook.id, undefined)).toBe(5)
    await world.quiet()
    expect(receiver.delivered).toHaveLength(9)
    expect((await world.webhooks.list())[0]).toMatchObject({ dead: 0, waiting: 0 })
  }, 120_000)

  inOne('waits as long as the receiver asks, an hour at most', async () => {
    const world = await start()
    await world.add({ url: receiver.url })
    receiver.answer = (_, response) => {
      response.writeHead(429, { 'retry-after': '600' }).end()
      return 'answered'
    }
    world.bus.publish(verdict('files'))
    await world.quiet()
    await pass(world, 590_000)
    expect(receiver.received).toHaveLength(1)
    receiver.answer = 200
    await pass(world, 11_000)
    expect(receiver.delivered).toHaveLength(1)
  })

  it('loses nothing and repeats nothing when it is restarted with work to do', async () => {
    const world = await start()
    await world.add({ url: receiver.url })
    receiver.answer = 503
    world.bus.publish(verdict('files'), verdict('files', 'healthy'))
    await world.quiet()
    await world.webhooks.stop()
    world.bus.publish(verdict('games'))
    await soon(() => expect(world.feed.unstored).toBe(0))
    receiver.answer = 200
    clock.advance(HOUR_MS)
    await world.restart()
    await world.quiet()
    expect(receiver.delivered.map(({ body }) => body.event?.name).sort()).toEqual(['files', 'files', 'games'])
  })

  inOne('follows no redirect, and says where it stands', async () => {
    const world = await start()
    const { webhook } = await world.add({ url: receiver.url })
    receiver.answer = (_, response) => {
      response.writeHead(307, { location: `${receiver.origin}/elsewhere` }).end()
      return 'answered'
    }
    const delivery = await world.webhooks.test(webhook.id, AbortSignal.timeout(5_000))
    expect(delivery).toMatchObject({ state: 'dead', status: 307 })
    expect(delivery.error).toContain('redirect')
    expect(receiver.received).toHaveLength(1)
  })

  inOne('gives up on a receiver that does not answer in time', async () => {
    const world = await start({ limitMs: 200 })
    const { webhook } = await world.add({ url: receiver.url })
    receiver.answer = () => 'answered'
    const delivery = await world.webhooks.test(webhook.id, AbortSignal.timeout(5_000))
    expect(delivery).toMatchObject({ state: 'dead', status: null })
    expect(delivery.error).toContain('did not answer within 0.2 s')
  })

  inOne('reaches private addresses only where the administrator lets it', async () => {
    const world = await start({ allowed: [] })
    await expect(world.add({ url: receiver.url })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(world.add({ url: 'http://localhost:9/' })).rejects.toMatchObject({ code: 'forbidden' })
    expect(receiver.received).toHaveLength(0)
  })

  it('drops what is too much, counts it, and sends the rest', async () => {
    const world = await start({ capacity: 10 })
    await world.add({ url: receiver.url })
    receiver.answer = 500
    for (let index = 0; index < 25; index++) world.bus.publish(verdict(`server-${index}`))
    await world.quiet()
    expect((await world.webhooks.list())[0]).toMatchObject({ waiting: 10, dropped: 15 })
    receiver.answer = 200
    await pass(world, HOUR_MS)
    expect(receiver.delivered).toHaveLength(10)
  })

  inOne('sends nothing while it is off, and begins anew when it is on', async () => {
    const world = await start()
    const { webhook } = await world.add({ url: receiver.url })
    receiver.answer = 500
    world.bus.publish(verdict('files'))
    await world.quiet()
    await world.webhooks.change(webhook.id, { enabled: false })
    world.bus.publish(verdict('games'))
    await pass(world, HOUR_MS)
    receiver.answer = 200
    expect(await world.webhooks.change(webhook.id, { enabled: true })).toMatchObject({ waiting: 0 })
    world.bus.publish(verdict('sums'))
    await pass(world, HOUR_MS)
    expect(names(receiver)).toEqual(['sums'])
  })

  it('forgets what was delivered after three days, and what is dead after thirty', async () => {
    const world = await start()
    const { webhook } = await world.add({ url: receiver.url })
    world.bus.publish(verdict('files'))
    await world.quiet()
    await pass(world, 2 * 24 * HOUR_MS)
    expect(await world.webhooks.prune()).toBe(0)
    await pass(world, 2 * 24 * HOUR_MS)
    expect(await world.webhooks.prune()).toBe(1)
    expect((await world.webhooks.deliveriesOf(webhook.id, { limit: 10 })).total).toBe(0)
  })

  it('pages through deliveries, newest first, and forgets them with their webhook', async () => {
    const world = await start()
    const { webhook } = await world.add({ url: receiver.url })
    for (let index = 0; index < 7; index++) world.bus.publish(verdict(`server-${index}`))
    await world.quiet()
    const first = await world.webhooks.deliveriesOf(webhook.id, { limit: 5 })
    expect(first.items.map(({ server }) => server)).toEqual([6, 5, 4, 3, 2].map((index) => `server-${index}`))
    const second = await world.webhooks.deliveriesOf(webhook.id, { limit: 5, cursor: first.nextCursor! })
    expect([second.items.length, second.nextCursor, second.total]).toEqual([2, null, 7])
    await expect(
      world.webhooks.deliveriesOf(webhook.id, { limit: 5, cursor: 'nonsense' }),
    ).rejects.toMatchObject({
      code: 'bad-input',
    })
    await world.webhooks.remove(webhook.id)
    await expect(world.webhooks.deliveriesOf(webhook.id, { limit: 5 })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  amongMany('delivers each event once and in order when three replicas share the work', async () => {
    const replicas = [await start(), await start(), await start()]
    await replicas[0]!.add({ url: receiver.url })
    for (let round = 0; round < 20; round++)
      for (const [index, world] of replicas.entries())
        world.bus.publish(verdict(`server-${index}`, round % 2 ? 'healthy' : 'unhealthy'), verdict('shared'))
    await soon(async () => {
      clock.advance(15_000)
      for (const world of replicas) await world.quiet()
      expect(receiver.delivered.length).toBeGreaterThanOrEqual(120)
    })
    expect(receiver.delivered).toHaveLength(120)
    expect(new Set(receiver.delivered.map(({ id }) => id)).size).toBe(120)
    for (const name of ['shared', 'server-0', 'server-1', 'server-2']) {
      const sequence = receiver.delivered
        .filter(({ body }) => body.event?.name === name)
        .map(({ body }) => body.sequence ?? 0)
      expect(sequence).toEqual([...sequence].sort((one, other) => one - other))
    }
  })

  amongMany('takes over what a replica was sending when it died', async () => {
    const one = await start()
    await one.add({ url: receiver.url })
    const held = Promise.withResolvers<undefined>()
    receiver.answer = (_, response) => {
      void held.promise.then(() => response.writeHead(200).end())
      return 'answered'
    }
    one.bus.publish(verdict('files'))
    await soon(() => expect(receiver.received).toHaveLength(1))
    const other = await start()
    receiver.answer = 200
    await pass(other, 30_000)
    // Nobody knows yet that it died.
    expect(receiver.received).toHaveLength(1)
    await soon(async () => {
      clock.advance(35_000)
      await other.webhooks.idle()
      expect(receiver.received).toHaveLength(2)
    })
    expect(receiver.received[1]).toMatchObject({ id: receiver.received[0]?.id, status: 200 })
    held.resolve(undefined)
  })
})
