/** What reading HTTP catalogues takes, the source alone: a registry of 5,000 entries over pages, and fifty documents. */
import { answerWith, type Answer, serveCatalogue } from '@/e2e/servers/catalogue/serve'
import { registryEntry, registryList } from '@/e2e/servers/catalogue/registry'
import { httpSource } from '@/e2e/fixtures/http-source'
import { medianOf, printTable, writeResult } from './report'

const ENTRIES = 5_000
const DOCUMENTS = 50
const RUNS = 5

interface Row {
  [column: string]: number | string
  what: string
  runs: number
  medianMs: number
  /** Of our process, the test's server included. */
  cpuMs: number
  requests: number
  servers: number
  /** What the source keeps until its next run, at most. */
  heapMb: number
}

const rows: Row[] = []

type Source = ReturnType<typeof httpSource>

async function measure(what: string, asked: unknown[], make: () => Source | Promise<Source>): Promise<void> {
  const times: number[] = []
  const cpu: number[] = []
  const last = { requests: 0, servers: 0, heapMb: 0 }
  for (let run = 0; run < RUNS; run++) {
    const source = await make()
    const before = heapMb()
    asked.splice(0)
    const [started, used] = [performance.now(), process.cpuUsage()]
    const { candidates, problems } = await source.discover(AbortSignal.timeout(60_000))
    times.push(performance.now() - started)
    const { user, system } = process.cpuUsage(used)
    cpu.push((user + system) / 1_000)
    if (problems.length > 0) throw new Error(problems[0]?.message)
    Object.assign(last, { requests: asked.length, servers: candidates.length })
    candidates.length = 0
    last.heapMb = Math.max(last.heapMb, round(heapMb() - before))
    // Still in use, so that it was not swept away before it was weighed.
    source.parts()
  }
  rows.push({ what, runs: RUNS, medianMs: round(medianOf(times)), cpuMs: round(medianOf(cpu)), ...last })
}

function heapMb(): number {
  // Given by --expose-gc.
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

async function registry(): Promise<void> {
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString()
  const entries = Array.from({ length: ENTRIES }, (_, index) =>
    registryEntry(`io.github.acme/server-${index}`, { updatedAt: at(index) }),
  )
  const server = await serveCatalogue({ '/v0.1/servers': registryList(() => entries) })
  const make = () => httpSource({ urls: [server.base] })
  await measure(`registry of ${ENTRIES}, whole`, server.asked, make)
  const known = make()
  await known.discover(AbortSignal.timeout(60_000))
  await measure('the same, what has changed since', server.asked, () => known)
  await server.close()
}

async function documents(): Promise<void> {
  const document = (index: number) => ({
    servers: Object.fromEntries(
      Array.from({ length: 20 }, (_, each) => [
        `s${index}-${each}`,
        { url: `https://s${each}.example.com/mcp` },
      ]),
    ),
  })
  const answers = Array.from({ length: DOCUMENTS }, (_, index): [string, Answer] => [
    `/${index}.json`,
    (asked, response) =>
      asked.headers['if-none-match'] === '"1"'
        ? void response.writeHead(304).end()
        : answerWith(document(index), { etag: '"1"' })(asked, response),
  ])
  const server = await serveCatalogue(Object.fromEntries(answers))
  const make = () => httpSource({ urls: answers.map(([path]) => server.base + path) })
  await measure(`${DOCUMENTS} documents of 20 servers`, server.asked, make)
  const known = make()
  await known.discover(AbortSignal.timeout(60_000))
  await measure('the same, not modified', server.asked, () => known)
  await server.close()
}

await registry()
await documents()
printTable(rows)
const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1_024)
console.log(`most memory of the process, the test's server included: ${maxRssMb} MB`)
await writeResult('discovery-http', { bench: 'discovery-http', entries: ENTRIES, rows, maxRssMb })
