import { registryEntry, registryList } from '@/e2e/servers/catalogue/registry'
import { serveCatalogue } from '@/e2e/servers/catalogue/serve'
import { Portolan } from './portolan'
import { type Row, rowOf } from './row'

const ENTRIES = 5_000

/** A registry of 5,000 entries over pages: read whole, and held for a choice. */
export async function httpRows(): Promise<Row[]> {
  // Each changed at a time of its own, as in a real one: those of the latest time are asked for again.
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString()
  const entries = Array.from({ length: ENTRIES }, (_, index) =>
    registryEntry(`io.github.acme/s${index}`, { updatedAt: at(index) }),
  )
  const server = await serveCatalogue({ '/v0.1/servers': registryList(() => entries) })
  const portolan = await Portolan.start({ http: { urls: [server.base] } })
  const { discovery, registry } = portolan.runtime
  try {
    const times: number[] = []
    // The first may be under way since the start; each of these is a whole run, the first of them with all that is new.
    const first = await discovery.run('http')
    const kept = registry.held({ state: 'held', limit: 1 }).total
    if (kept !== ENTRIES)
      throw new Error(`${kept} of ${ENTRIES} entries are held: ${JSON.stringify(first.counts)}`)
    const { items } = await discovery.runs('http', { limit: 10 })
    const whole = Math.max(...items.map(({ durationMs }) => durationMs ?? 0))
    for (let run = 0; run < 5; run++) times.push((await discovery.run('http')).durationMs ?? 0)
    return [
      rowOf(`registry of ${ENTRIES} over HTTP: first list to held`, [whole], 3_000),
      rowOf('the same again, asked for what is new', times),
    ]
  } finally {
    await portolan.stop()
    await server.close()
  }
}
