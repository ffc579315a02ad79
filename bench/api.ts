// How long the API takes with 10,000 servers stored, over loopback HTTP, against the built server (npm run build first).
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { createServer } from 'node:net'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '..')
const SERVERS = 10_000
const REQUESTS = 500
const WARM_UP = 100
const AIM_P95_MS = 20

const CASES = [
  ['first page of 100', '/api/servers'],
  ['page of 1,000', '/api/servers?limit=1000'],
  ['search, three words', '/api/servers?q=harbour%20tool%2077'],
  ['filter by tag and transport', '/api/servers?tag=team-7&transport=streamable-http'],
  ['filter by state, sort by state', '/api/servers?state=idle&sort=state'],
  ['sort by last change', '/api/servers?sort=updated&order=desc'],
  ['one server', '/api/servers/harbour-5000'],
  ['facets', '/api/registry/facets'],
  ['stats', '/api/stats'],
] as const

interface Row {
  case: string
  p50Ms: number
  p95Ms: number
  p99Ms: number
  bytes: number
}

const home = mkdtempSync(path.join(tmpdir(), 'portolan-bench-'))
const port = await freePort()
const base = `http://127.0.0.1:${port}`
writeFileSync(path.join(home, 'mcp.yaml'), documentOf(SERVERS))
const app = start()
try {
  const startedAt = performance.now()
  await until(async () => (await read('/api/stats')).text.includes(`"total":${SERVERS}`))
  const readyMs = performance.now() - startedAt
  const rows: Row[] = []
  for (const [name, url] of CASES) rows.push(await measure(name, url))
  const alone = new Agent({ keepAlive: true })
  const memoryMb = Math.round(
    (JSON.parse((await read('/api/stats', alone)).text) as Stats).process.memoryBytes / 1e6,
  )
  alone.destroy()
  report(rows, { readyMs: Math.round(readyMs), memoryMb })
} finally {
  await stop(app)
  rmSync(home, { recursive: true, force: true })
}

interface Stats {
  process: { memoryBytes: number }
}

function documentOf(count: number): string {
  const servers = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `harbour-${index}`,
      {
        url: `http://10.0.${Math.floor(index / 250)}.${index % 250}:8080/mcp`,
        transport: index % 3 === 0 ? 'sse' : 'streamable-http',
        description: `Tools of harbour ${index}: berths, tides and pilots; tool set ${index % 100}`,
        tags: [`team-${index % 40}`, index % 2 === 0 ? 'north' : 'south'],
        metadata: { owner: `team-${index % 40}@example.com`, version: '1.0.0' },
      },
    ]),
  )
  // JSON is YAML too, and is read faster.
  return JSON.stringify({ servers })
}

function start(): ChildProcess {
  return spawn(process.execPath, [path.join(ROOT, 'deploy/start.mjs')], {
    cwd: home,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      NODE_ENV: 'production',
      PORT: String(port),
      PORTOLAN_CONFIG: path.join(home, 'mcp.yaml'),
      PORTOLAN_LOG_LEVEL: 'warn',
    },
  })
}

async function measure(name: string, url: string): Promise<Row> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  let bytes = 0
  for (let index = -WARM_UP; index < REQUESTS; index += 1) {
    const startedAt = performance.now()
    const { status, text } = await read(url, agent)
    if (status !== 200) throw new Error(`${url} answered ${status}: ${text.slice(0, 200)}`)
    bytes = Buffer.byteLength(text)
    if (index >= 0) times.push(performance.now() - startedAt)
  }
  agent.destroy()
  times.sort((a, b) => a - b)
  const rank = (share: number) => Math.round((times[Math.ceil(share * times.length) - 1] ?? 0) * 100) / 100
  return { case: name, p50Ms: rank(0.5), p95Ms: rank(0.95), p99Ms: rank(0.99), bytes }
}

function read(url: string, agent?: Agent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = get(`${base}${url}`, agent ? { agent } : {}, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    request.on('error', reject)
  })
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 120_000
  while (!(await condition().catch(() => false))) {
    if (app.exitCode !== null)
      throw new Error(`The server ended with ${app.exitCode}. Is it built? (npm run build)`)
    if (Date.now() > giveUpAt) throw new Error('The server did not take its servers within two minutes')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function report(rows: Row[], facts: { readyMs: number; memoryMb: number }): void {
  console.table(rows)
  const worst = Math.max(...rows.filter((row) => row.bytes < 200_000).map((row) => row.p95Ms))
  console.log(
    `${SERVERS} servers; in the registry ${facts.readyMs} ms after the process was started, ${facts.memoryMb} MB`,
  )
  console.log(`Aim: p95 under ${AIM_P95_MS} ms for a page. Worst: ${worst} ms`)
  mkdirSync(path.join(ROOT, 'bench/results'), { recursive: true })
  const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version }
  const result = {
    at: new Date().toISOString(),
    machine,
    servers: SERVERS,
    requests: REQUESTS,
    ...facts,
    rows,
  }
  writeFileSync(path.join(ROOT, 'bench/results/api.json'), `${JSON.stringify(result, null, 2)}\n`)
  if (worst > AIM_P95_MS) process.exitCode = 1
}
