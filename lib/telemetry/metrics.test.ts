import { describe, expect, it } from 'vitest'
import { familiesIn, liveThrough, metricsOf, type Sample, samplesIn } from '@/e2e/fixtures/metrics-world'
import { CALL_SERIES } from './metrics/call-metrics'
import { SERVER_SERIES } from './metrics/fleet-metrics'
import { OPEN_METRICS, TEXT } from './metrics/open-metrics'

const scraped = async ({ metrics }: ReturnType<typeof metricsOf>) => (await metrics.scrape(null)).text
const valueOf = (samples: readonly Sample[], name: string, labels: Record<string, string> = {}) =>
  samples.find(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )?.value

describe('a scrape', () => {
  it('tells how the fleet, its checks and its calls fare', async () => {
    const world = metricsOf(10)
    liveThrough(world)
    const samples = samplesIn(await scraped(world))
    expect(valueOf(samples, 'portolan_servers', { enabled: 'true' })).toBe(8)
    expect(valueOf(samples, 'portolan_servers_by_verdict', { verdict: 'healthy' })).toBe(10)
    expect(valueOf(samples, 'portolan_servers_by_verdict', { verdict: 'unhealthy' })).toBe(0)
    expect(valueOf(samples, 'portolan_connection_retries_total')).toBe(7)
    expect(valueOf(samples, 'portolan_breakers', { state: 'half-open' })).toBe(1)
    expect(valueOf(samples, 'portolan_tool_calls_total', { caller: 'api', outcome: 'ok' })).toBe(1)
    expect(
      valueOf(samples, 'portolan_tool_call_duration_seconds_sum', { server: 'server-1', tool: 'echo' }),
    ).toBe(0.02)
    expect(valueOf(samples, 'portolan_checks_total', { outcome: 'ok', verdict: 'healthy' })).toBe(1)
    expect(valueOf(samples, 'portolan_sweep_lag_seconds', { quantile: '0.99' })).toBe(0.04)
    expect(valueOf(samples, 'portolan_jobs', { queue: 'sweep', state: 'failed' })).toBe(3)
    expect(valueOf(samples, 'portolan_webhook_oldest_waiting_seconds')).toBe(60)
    expect(valueOf(samples, 'portolan_database_up')).toBe(1)
    expect(valueOf(samples, 'portolan_build_info', { version: '1.2.3', database: 'pglite' })).toBe(1)
    expect(valueOf(samples, 'portolan_discovery_last_success_timestamp_seconds', { source: 'dns' })).toBe(
      world.clock.now() / 1_000,
    )
  })

  it('counts once what others count twice: totals do not grow by being read', async () => {
    const world = metricsOf(10)
    liveThrough(world)
    const first = samplesIn(await scraped(world))
    const second = samplesIn(await scraped(world))
    for (const name of [
      'portolan_connection_retries_total',
      'portolan_webhook_attempts_total',
      'portolan_checks_total',
    ])
      expect(valueOf(second, name)).toBe(valueOf(first, name))
  })

  it('counts what other replicas have done nowhere', async () => {
    const world = metricsOf(1)
    world.bus.echo({
      kind: 'call-finished',
      name: 'a',
      tool: 'b',
      caller: 'api',
      durationMs: 1,
      outcome: 'ok',
    })
    expect(await scraped(world)).not.toContain('server="a"')
  })

  it('is bounded with 10,000 servers of a hundred tools each', async () => {
    const world = metricsOf(10_000)
    for (let server = 0; server < 10_000; server += 10)
      for (let tool = 0; tool < 20; tool++)
        world.bus.publish({
          ...{ kind: 'call-finished', name: `server-${server}`, tool: `tool-${tool}` },
          ...{ caller: 'playground', durationMs: 5, outcome: 'ok' },
        })
    for (let source = 0; source < 1_000; source++)
      world.bus.publish({
        ...{ kind: 'source-ran', source: `source-${source}`, outcome: 'ok', durationMs: 1 },
        ...{ found: 1, added: 0, changed: 0, removed: 0 },
      })
    const samples = samplesIn(await scraped(world))
    expect(samples.length).toBeLessThan(8_000)
    const pairs = samples.filter(({ name }) => name === 'portolan_tool_call_duration_seconds_count')
    expect(pairs).toHaveLength(CALL_SERIES + 1)
    expect(
      valueOf(pairs, 'portolan_tool_call_duration_seconds_count', { server: 'other', tool: 'other' }),
    ).toBe(20_000 - CALL_SERIES)
    expect(valueOf(samples, 'portolan_tool_calls_beyond_series_limit_total')).toBe(20_000 - CALL_SERIES)
    // Per server there is nothing, and that is told.
    expect(samples.filter(({ name }) => name === 'portolan_server_up')).toEqual([])
    expect(valueOf(samples, 'portolan_server_series')).toBe(0)
    expect(valueOf(samples, 'portolan_server_series_limit')).toBe(SERVER_SERIES)
  })

  it('has series for each enabled server while there are few', async () => {
    const samples = samplesIn(await scraped(metricsOf(SERVER_SERIES)))
    expect(valueOf(samples, 'portolan_server_series')).toBe(1)
    expect(samples.filter(({ name }) => name === 'portolan_server_verdict')).toHaveLength(SERVER_SERIES * 0.8)
    expect(samples.filter(({ name }) => name === 'portolan_server_up').length).toBeGreaterThan(0)
  })

  it('gives the room of a removed server to another', async () => {
    const world = metricsOf(1)
    const call = (name: string) =>
      world.bus.publish({
        kind: 'call-finished',
        name,
        tool: 't',
        caller: 'api',
        durationMs: 1,
        outcome: 'ok',
      })
    for (let index = 0; index <= CALL_SERIES; index++) call(`server-${index}`)
    world.bus.publish({ kind: 'server-removed', name: 'server-0', source: 'manual' })
    call('late')
    const text = await scraped(world)
    expect(text).toContain('server="late"')
    expect(text).not.toContain('server="server-0"')
  })

  it('comes without what the database can not tell, and says that it does not answer', async () => {
    const away = () => Promise.reject(new Error('gone'))
    const world = metricsOf(1, {
      database: { kind: 'postgres', ping: away },
      jobs: { counts: away },
      webhooks: { counts: { delivered: 0, failed: 0, dead: 0 }, backlog: away },
    })
    const samples = samplesIn(await scraped(world))
    expect(valueOf(samples, 'portolan_database_up')).toBe(0)
    expect(valueOf(samples, 'portolan_database_ping_seconds')).toBeNaN()
    expect(valueOf(samples, 'portolan_servers', { enabled: 'false' })).toBe(1)
  })

  it('is written as OpenMetrics when that is asked for, and as text after it', async () => {
    const world = metricsOf(1)
    liveThrough(world)
    const asked = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1'
    const open = await world.metrics.scrape(asked)
    expect(open.contentType).toBe(OPEN_METRICS)
    expect(open.text).toContain('# TYPE portolan_tool_calls counter')
    expect(open.text).toContain('portolan_tool_calls_total{caller="api",outcome="ok"} 1')
    expect(open.text.endsWith('\n# EOF\n')).toBe(true)
    expect(open.text).not.toContain('\n\n')
    const plain = await world.metrics.scrape('*/*')
    expect(plain.contentType).toBe(TEXT)
    expect(plain.text).toContain('# TYPE portolan_tool_calls_total counter')
    expect((await world.metrics.scrape('application/openmetrics-text;q=0')).contentType).toBe(TEXT)
  })

  it('keeps names that a server gives itself from breaking the format', async () => {
    const world = metricsOf(1)
    const tool = 'a"b\\c\nd} 1\nportolan_fake 1'
    world.bus.publish({ kind: 'call-finished', name: 's', tool, caller: 'api', durationMs: 1, outcome: 'ok' })
    const text = await scraped(world)
    expect(text).not.toMatch(/^portolan_fake/m)
    expect(text).toContain('tool="a\\"b\\\\c\\nd} 1\\nportolan_fake 1"')
  })

  it('tells of every metric by a name that says its unit', async () => {
    const world = metricsOf(1)
    liveThrough(world)
    for (const { name, type } of familiesIn(await scraped(world)).filter((family) =>
      family.name.startsWith('portolan_'),
    ))
      if (type === 'counter') expect(name).toMatch(/_total$/)
      else if (type === 'histogram') expect(name).toMatch(/_seconds$/)
  })
})
