import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { type Family, familiesIn, liveThrough, metricsOf } from '@/e2e/fixtures/metrics-world'
import { readsOf } from '@/e2e/fixtures/promql'
import { CONNECTION_KINDS, VERDICTS } from '@/lib/domain/connection'
import { getMetrics } from '@/lib/domain/api/metrics'

const ROOT = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')
/** What Prometheus itself puts on every series. */
const OWN_LABELS = ['job', 'instance', 'le']
const VALUES: Record<string, readonly string[]> = {
  'portolan_servers_by_verdict verdict': VERDICTS,
  'portolan_servers_by_connection state': CONNECTION_KINDS,
  'portolan_breakers state': ['open', 'half-open'],
  'portolan_tool_calls_total outcome': ['ok', 'tool-error', 'failed', 'cancelled'],
  'portolan_jobs state': ['waiting', 'active', 'failed'],
  'portolan_sweep_lag_seconds quantile': ['0.5', '0.99', '1'],
  'portolan_servers enabled': ['true', 'false'],
}

let families: Map<string, Family>
beforeAll(async () => {
  const world = metricsOf(10)
  liveThrough(world)
  // A collection of garbage is told of by kind.
  const found = familiesIn((await world.metrics.scrape(null)).text)
  families = new Map(found.map((family) => [family.name, family]))
})

function familyOf(series: string): Family | undefined {
  const bare = series.replace(/_(bucket|sum|count)$/, '')
  const histogram = families.get(bare)
  return families.get(series) ?? (histogram?.type === 'histogram' ? histogram : undefined)
}

/** Each of these would make a panel or a rule that stays empty for ever. */
function faultsOf(expression: string): string[] {
  const { metrics, groups } = readsOf(expression)
  const known = new Set(OWN_LABELS)
  const faults = metrics.flatMap(({ name, labels }) => {
    const family = name === 'up' ? { labels: [] as string[] } : familyOf(name)
    if (!family) return [`There is no metric ${name}`]
    for (const label of family.labels) known.add(label)
    return Object.entries(labels).flatMap(([label, value]) => {
      if (!OWN_LABELS.includes(label) && !family.labels.includes(label))
        return [`${name} has no label ${label}`]
      const values = VALUES[`${name} ${label}`]
      return values && !values.includes(value) ? [`${label} of ${name} is never ${value}`] : []
    })
  })
  const strangers = groups.filter((label) => !known.has(label)).map((label) => `Nothing has a label ${label}`)
  return [...faults, ...strangers]
}

const panelSchema = z.object({
  id: z.number(),
  type: z.enum(['row', 'stat', 'timeseries', 'table']),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ expr: z.string(), refId: z.string() })).default([]),
})
const dashboardSchema = z.object({
  uid: z.literal('portolan'),
  panels: z.array(panelSchema),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
})
const alertsSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Portolan[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string().min(10), description: z.string().min(20) }),
        }),
      ),
    }),
  ),
})

describe('this test', () => {
  it('finds a metric, a label and a value that there are not, and what is no PromQL', () => {
    expect(faultsOf('sum by (nobody) (rate(portolan_checks_total{who="x"}[5m])) / portolan_nothing')).toEqual(
      [
        'portolan_checks_total has no label who',
        'There is no metric portolan_nothing',
        'Nothing has a label nobody',
      ],
    )
    expect(faultsOf('portolan_breakers{state="ajar"}')).toEqual(['state of portolan_breakers is never ajar'])
    for (const broken of [
      'sum(portolan_tools',
      'summ(portolan_tools)',
      'portolan_tools{job=}',
      'portolan_tools ; 1',
    ])
      expect(() => readsOf(broken)).toThrow()
  })
})

describe('the dashboard', () => {
  const dashboard = dashboardSchema.parse(JSON.parse(read('deploy/grafana/portolan.json')))

  it('asks for metrics and labels that there are', () => {
    const asked = dashboard.panels.flatMap(({ title, targets }) =>
      targets.flatMap(({ expr }) => faultsOf(expr).map((fault) => `${title}: ${fault}`)),
    )
    expect(asked).toEqual([])
    expect(read('deploy/grafana/portolan.json')).toContain('label_values(portolan_build_info, job)')
  })

  it('has no panel over another, none empty, and says what each is', () => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row')
    expect(panels.filter(({ targets, description }) => targets.length === 0 || !description)).toEqual([])
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24)
  })
})

describe('the alert rules', () => {
  const { groups } = alertsSchema.parse(parse(read('deploy/prometheus/alerts.yaml')))
  const rules = groups.flatMap((group) => group.rules)

  it('ask for metrics and labels that there are', () => {
    expect(rules.flatMap(({ alert, expr }) => faultsOf(expr).map((fault) => `${alert}: ${fault}`))).toEqual(
      [],
    )
  })

  it('have names of their own, and name labels that their result has', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
    for (const { expr, annotations } of rules) {
      const named = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label)
      const { groups: grouped } = readsOf(expr)
      if (grouped.length > 0) expect(grouped).toEqual(expect.arrayContaining(named))
      else expect(['instance', 'job']).toEqual(expect.arrayContaining(named))
    }
  })
})

describe('the monitor for the Prometheus Operator', () => {
  it('scrapes the path that there is, at the port that the Service has, with its token', () => {
    const [monitor] = parseAllDocuments(read('deploy/prometheus/service-monitor.yaml'))
    const service = z
      .object({ spec: z.object({ ports: z.array(z.object({ name: z.string() })) }) })
      .parse(parse(read('deploy/kubernetes/base/service.yaml')))
    expect(monitor?.toJS()).toMatchObject({
      kind: 'ServiceMonitor',
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/name': 'portolan' } },
        endpoints: [
          {
            path: getMetrics.path,
            port: service.spec.ports[0]?.name,
            authorization: { credentials: { name: 'portolan', key: 'PORTOLAN_TOKEN' } },
          },
        ],
      },
    })
  })
})

describe('the guide to metrics', () => {
  const rows = [
    ...read('docs/guides/metrics.md').matchAll(/^\| `(\w+)`\s*\| (\w+)\s*\| ([^|]*)\| ([^|]+)\|$/gm),
  ].map(([, name = '', type = '', labels = '']) => ({
    ...{ name, type },
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label ?? '').sort(),
  }))

  it('lists every metric, with its type and labels, and none that there is not', () => {
    const isNode = ({ name }: { name: string }) => !name.startsWith('portolan_')
    const listed = rows.filter((row) => !isNode(row)).sort(byName)
    expect(listed).toEqual([...families.values()].filter((family) => !isNode(family)).sort(byName))
    // Of Node's own the labels depend on what has happened so far.
    const namesOf = (all: readonly { name: string }[]) =>
      all
        .filter(isNode)
        .map(({ name }) => name)
        .sort()
    expect(namesOf(rows)).toEqual(namesOf([...families.values()]))
  })

  it('tells the limits as they are', async () => {
    const { text } = await metricsOf(1).metrics.scrape(null)
    const guide = read('docs/guides/metrics.md')
    expect(/^portolan_tool_call_series_limit (\d+)$/m.exec(text)?.[1]).toBe(
      /up to (\d+) pairs/.exec(guide)?.[1],
    )
    expect(/^portolan_server_series_limit (\d+)$/m.exec(text)?.[1]).toBe('1000')
    expect(guide).toContain('up to 1,000 servers')
  })
})

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1
}
