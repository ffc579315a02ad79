import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import path from 'node:path'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Portolan } from './portolan'
import { type Row, rowOf } from './row'

const SERVICES = 5_000
const CONFIG_MAPS = 500
const CHANGES = 200
const WRITERS = 20

/** A cluster of 5,000 labelled Services, their EndpointSlices and 500 ConfigMaps, in a process of its own. */
export async function kubernetesRows(): Promise<{ rows: Row[]; memoryMb: Record<string, number> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'portolan-bench-kube-'))
  const kubeconfig = path.join(folder, 'kubeconfig')
  const cluster = await startCluster(kubeconfig)
  // Node loads it in 0.4 s; tsx, which nobody runs Portolan with, takes three times as long.
  await import('@kubernetes/client-node')
  const portolan = await Portolan.start({ kubernetes: { enabled: false, kubeconfig } })
  try {
    const before = memory()
    const { listed, blocked, cpu } = await firstList(portolan)
    const after = memory()
    const changes = await oneByOne(portolan, serverOf(kubeconfig))
    const burst = await allAtOnce(portolan, serverOf(kubeconfig))
    return {
      rows: [
        rowOf(
          `${SERVICES} Services, ${CONFIG_MAPS} ConfigMaps: first list to registered`,
          [listed],
          3_000,
          cpu,
        ),
        rowOf('longest the event loop was blocked meanwhile', [blocked]),
        rowOf('one change of a Service to registered', changes, 500),
        rowOf(`${CHANGES} changes by ${WRITERS} writers, each to registered`, burst),
      ],
      memoryMb: {
        heapBefore: before.heap,
        heapAfter: after.heap,
        rssBefore: before.rss,
        rssAfter: after.rss,
      },
    }
  } finally {
    await portolan.stop()
    cluster.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startCluster(kubeconfig: string): Promise<ChildProcess> {
  const main = new URL('../../e2e/servers/kube-api/main.ts', import.meta.url)
  const size = ['--services', String(SERVICES), '--config-maps', String(CONFIG_MAPS)]
  const args = ['--import', 'tsx', main.pathname, '--kubeconfig', kubeconfig, ...size]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

/** From switching the source on to all of them registered; and the longest that nothing else could happen. */
async function firstList({ runtime }: Portolan) {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const stop = runtime.discovery.onRan(() => {
    if (runtime.registry.all().length === SERVICES + CONFIG_MAPS) resolve(undefined)
  })
  delay.enable()
  const started = performance.now()
  const cpuBefore = process.cpuUsage()
  await runtime.discovery.update('kubernetes', { settings: { enabled: true } })
  await promise
  const took = performance.now() - started
  const { user, system } = process.cpuUsage(cpuBefore)
  delay.disable()
  stop()
  return { listed: took, blocked: delay.max / 1e6, cpu: Math.round((user + system) / 1e3) }
}

async function oneByOne(portolan: Portolan, server: string): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < CHANGES; index++) {
    times.push(await change(portolan, server, index))
    await sleep(20 + (index % 7) * 10)
  }
  return times
}

async function allAtOnce(portolan: Portolan, server: string): Promise<number[]> {
  const times: number[] = []
  const writer = async (first: number) => {
    for (let index = first; index < CHANGES; index += WRITERS) {
      times.push(await change(portolan, server, 1_000 + index))
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, first) => writer(first)))
  return times
}

/** From the API server's taking a change to the registry's telling of it, in ms. */
async function change(portolan: Portolan, server: string, index: number): Promise<number> {
  const [name, namespace] = [`server-${index}`, `team-${index % 10}`]
  const heard = portolan.hears(
    (event) => event.kind === 'server-changed' && event.name === `${name}.${namespace}`,
  )
  const annotations = { 'mcp-server/path': `/changed-${Date.now()}` }
  const started = performance.now()
  const response = await fetch(`${server}/api/v1/namespaces/${namespace}/services/${name}`, {
    method: 'PATCH',
    headers: { authorization: 'Bearer admin-token', 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify({ metadata: { annotations } }),
  })
  if (!response.ok) throw new Error(`The API server answered ${response.status}`)
  await heard
  return performance.now() - started
}

function serverOf(kubeconfig: string): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(readFileSync(kubeconfig, 'utf8'))?.[0] ?? ''
}

/** In MB, after what can be collected has been. */
function memory(): { heap: number; rss: number } {
  globalThis.gc?.()
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: Math.round(heapUsed / 1e6), rss: Math.round(rss / 1e6) }
}
