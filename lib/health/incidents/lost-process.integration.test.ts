import { expect, it } from 'vitest'
import { createdDataDirectory } from '@/e2e/fixtures/data-directory'
import { incidentsOn } from '@/e2e/fixtures/incidents-on'
import { StoreProcess } from '@/e2e/fixtures/store-process'
import { WebhookReceiver } from '@/e2e/fixtures/webhook-receiver'
import { WebhookWorld } from '@/e2e/fixtures/webhook-world'
import { FakeClock } from '@/e2e/servers/fake-clock'
import { EventStore } from '@/lib/store/events'
import { TELL_AFTER_MS } from './telling'

it(
  'tells webhooks of an incident, once and before its end, though the process was killed -9 while it told',
  { timeout: 120_000 },
  async () => {
    using directory = await createdDataDirectory()
    await using receiver = await WebhookReceiver.start()
    const clock = new FakeClock()
    const open = () => WebhookWorld.start({ dataDir: directory.path, clock })
    const before = await open()
    await before.add({ url: receiver.url, events: ['incident-opened', 'incident-closed'] })
    await before.stop()

    await new StoreProcess('files', directory.path, 'incident-child').exited()

    clock.advance(TELL_AFTER_MS + 1)
    const world = await open()
    const incidents = incidentsOn(world)
    await incidents.start()
    const at = new Date(clock.now()).toISOString()
    const reason = { code: 'ok', message: 'It answers' }
    await incidents.take([{ server: 'files', at, from: 'unhealthy', to: 'healthy', reason, silenced: false }])
    await world.quiet()
    const told = (await new EventStore(world.database).after(0, 100)).filter(({ event }) => 'name' in event)
    expect(told.map(({ event }) => event.kind)).toEqual(['incident-opened', 'incident-closed'])
    expect(receiver.delivered.map(({ body }) => body.sequence)).toEqual(told.map(({ id }) => id))
    await incidents.stop()
    await world.stop()
  },
)
