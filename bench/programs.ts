// What programs get of Portolan: a scrape of the metrics over fleets of several sizes, and deliveries to webhooks on the
// embedded database, each a request over loopback that is signed and written down.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createdDataDirectory } from '@/e2e/fixtures/data-directory'
import { liveThrough, metricsOf } from '@/e2e/fixtures/metrics-world'
import { named, snapshotOf, startRegistry } from '@/e2e/fixtures/registry'
import { verdict, WebhookWorld } from '@/e2e/fixtures/webhook-world'
import { systemClock } from '@/lib/kit/clock'
import { percentile, printTable, writeResult } from './report'

const SCRAPES = 50
const EVENTS = 5_000

async function scrape(servers: number) {
  const { registry } = await startRegistry()
  await registry.apply('bench', snapshotOf(...named(servers)))
  const world = metricsOf(servers, { registry })
  liveThrough(world)
  for (let index = 0; index < 20_000; index++)
    world.bus.publish({
      ...{ kind: 'call-finished', name: `server-${index % servers}`, tool: `tool-${index % 20}` },
      ...{ caller: 'api', durationMs: index % 500, outcome: 'ok' },
    })
  const times: number[] = []
  let text = ''
  for (let round = 0; round < SCRAPES; round++) {
    const start = performance.now()
    text = (await world.metrics.scrape(null)).text
    times.push(performance.now() - start)
  }
  times.sort((one, other) => one - other)
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
  return {
    servers,
    series: lines,
    kB: Math.round(text.length / 1_000),
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
  }
}

async function deliver(servers: number) {
  using directory = await createdDataDirectory()
  let taken = 0
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => {
      taken += 1
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo // it listens on TCP
  const world = await WebhookWorld.start({ dataDir: directory.path, clock: systemClock })
  await world.add({ url: `http://127.0.0.1:${port}/` })
  const start = performance.now()
  for (let index = 0; index < EVENTS; index++)
    world.bus.publish(verdict(`server-${index % servers}`, index % 2 === 0 ? 'unhealthy' : 'healthy'))
  while (taken < EVENTS) await new Promise((resolve) => setTimeout(resolve, 20))
  await world.quiet()
  const seconds = (performance.now() - start) / 1_000
  // One at a time: from what happened to the receiver.
  const latencies: number[] = []
  for (let index = 0; index < 50; index++) {
    const before = taken
    const begun = performance.now()
    world.bus.publish(verdict(`single-${index}`))
    while (taken === before) await new Promise((resolve) => setImmediate(resolve))
    latencies.push(performance.now() - begun)
    await world.quiet()
  }
  latencies.sort((one, other) => one - other)
  await world.stop()
  receiver.closeAllConnections()
  receiver.close()
  return {
    servers,
    events: EVENTS,
    seconds,
    perSecond: Math.round(EVENTS / seconds),
    latencyP50Ms: percentile(latencies, 0.5),
    latencyP95Ms: percentile(latencies, 0.95),
  }
}

const scrapes = [await scrape(100), await scrape(1_000), await scrape(10_000)]
printTable(scrapes)
const deliveries = [await deliver(1), await deliver(20), await deliver(2_000)]
printTable(deliveries)
await writeResult('programs', { scrapes, deliveries })
process.exit(0)
