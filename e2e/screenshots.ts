// Makes docs/screenshots from the real app with the demo fleet, a cluster and a registry: `npm run build && npm run screenshots`.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type BrowserContextOptions, chromium } from '@playwright/test'
import { startFleet } from '../deploy/demo/fleet.mjs'
import { AppProcess, ROOT } from './fixtures/app-process'
import { browserLaunch } from './fixtures/browser'
import { startModelServer } from './fixtures/model-server'
import { registryEntry, registryList } from './servers/catalogue/registry'
import { serveCatalogue } from './servers/catalogue/serve'
import { KubeApi } from './servers/kube-api/kube-api'

const OUT = path.join(ROOT, 'docs/screenshots')
/** So long the servers are watched, once a second, before the pictures are taken. */
const WATCHED_MS = 150_000
/** The last minutes, on the pages that show time. */
const lately = () =>
  new URLSearchParams({
    from: new Date(Date.now() - 5 * 60_000).toISOString(),
    to: new Date().toISOString(),
  }).toString()
const PAGES = {
  overview: '/',
  servers: '/servers',
  server: '/servers/harbour',
  health: () => `/health?${lately()}`,
  'server-health': () => `/servers/everything-http?tab=health&${lately()}`,
  discovery: '/discovery',
  documents: '/documents',
  retrieval: '/settings?tab=retrieval',
  config: '/config',
  settings: '/settings',
}
const VIEWS: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 375, height: 812 }, colorScheme: 'light' },
}

const cluster = await new KubeApi().start()
cluster.apply('/namespaces', { metadata: { name: 'pilots' } })
for (const name of ['tides', 'currents', 'soundings', 'buoys']) {
  cluster.apply('/services', {
    metadata: { name, namespace: 'pilots', labels: { 'mcp-server': 'true' } },
    spec: { ports: [{ name: 'http', port: 8080 }] },
  })
}
const entries = ['lighthouse', 'customs', 'almanac', 'weather'].map((name) =>
  registryEntry(`com.example/${name}`),
)
const registry = await serveCatalogue({ '/v0.1/servers': registryList(() => entries) })
const scratch = mkdtempSync(path.join(tmpdir(), 'portolan-screenshots-'))
const discovery = {
  kubernetes: {
    enabled: true,
    kubeconfig: cluster.writeKubeconfig(path.join(scratch, 'kubeconfig')),
    // Behind these Services stands nothing that could be connected to.
    newServers: 'disabled',
  },
  http: { urls: [registry.base] },
}
const app = new AppProcess({
  env: { PORTOLAN_DISCOVERY: JSON.stringify(discovery), PORTOLAN_DEMO_DOCUMENTS: ROOT },
  mcpYaml: readFileSync(path.join(ROOT, 'mcp.yaml'), 'utf8'),
  mcpServers: JSON.stringify({
    servers: { 'sequential-thinking': { command: 'mcp-server-sequential-thinking', tags: ['demo'] } },
  }),
})
cpSync(path.join(ROOT, 'deploy/demo/files'), path.join(app.home, 'deploy/demo/files'), { recursive: true })
mkdirSync(OUT, { recursive: true })
const fleet = await startFleet({ home: app.home, log: (line) => console.log(line) })
const model = await startModelServer()
const browser = await chromium.launch(browserLaunch().launchOptions)
try {
  await app.start()
  await call('PUT', '/api/settings/model', {
    provider: 'openai-compatible',
    model: 'demo',
    baseUrl: model.baseUrl,
  })
  await call('PUT', '/api/settings/health', { all: { intervalMs: 1_000, graceMs: 0 } })
  await call('POST', '/api/connections', { all: true })
  const watchedUntil = Date.now() + WATCHED_MS
  const goldSet = await demoQuestions()
  // Once before and once after a change, so that there are differences to see.
  await measured(goldSet, { lexicalWeight: 1 })
  await measured(goldSet, { diversity: 0.5, limit: 6 })
  const conversation = await ask(
    'call port_distance with {"from":"Genoa","to":"Lisbon"}',
    'cite: how many failed checks make a server unhealthy?',
  )
  await setTimeout(Math.max(0, watchedUntil - Date.now()))
  for (const [view, options] of Object.entries(VIEWS)) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    for (const [name, url] of Object.entries({
      ...PAGES,
      playground: conversation,
      evaluation: `/evaluation?set=${goldSet}`,
    })) {
      await page.goto(app.url + (typeof url === 'string' ? url : url()))
      await page.getByRole('main').getByRole('heading').first().waitFor()
      await page.waitForTimeout(1_500)
      await page.screenshot({ path: path.join(OUT, `${name}-${view}.png`) })
    }
    await context.close()
  }
} finally {
  await browser.close()
  await app.dispose()
  await model.stop()
  await fleet.stop()
  await cluster.stop()
  await registry.close()
  rmSync(scratch, { recursive: true, force: true })
}

async function call(method: string, url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(app.url + url, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** The set of questions about the documentation, once all of that can be found. */
async function demoQuestions(): Promise<string> {
  for (;;) {
    const { items } = (await call('GET', '/api/evaluation/sets')) as { items: { id: string }[] }
    const all = (await call('GET', '/api/documents')) as { total: number }
    const ready = (await call('GET', '/api/documents?state=ready')) as { total: number }
    if (items[0] && ready.total === all.total) return items[0].id
    await setTimeout(500)
  }
}

async function measured(goldSet: string, settings: object): Promise<void> {
  const { id } = (await call('POST', `/api/evaluation/sets/${goldSet}/runs`, { settings })) as { id: string }
  for (;;) {
    const { state } = (await call('GET', `/api/evaluation/runs/${id}`)) as { state: string }
    if (state === 'done') return
    if (state !== 'queued' && state !== 'running') throw new Error(`The run is ${state}`)
    await setTimeout(500)
  }
}

/** Asks one after the other in the playground and answers with the path of the conversation. */
async function ask(...questions: string[]): Promise<string> {
  const page = await browser.newPage()
  await page.goto(`${app.url}/playground`)
  for (const [at, question] of questions.entries()) {
    await page.getByLabel('Your question').fill(question)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page
      .getByRole('article', { name: 'Answer' })
      .nth(at)
      .getByRole('button', { name: 'Answer again' })
      .waitFor()
  }
  await page.waitForURL(/playground\/.+/)
  const { pathname } = new URL(page.url())
  await page.close()
  return pathname
}
