// What only an API server that does as it is told can show: lost versions, cut connections, rubbish, refusals, silence.
import { rmSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Timings } from '@/lib/discovery/sources/kubernetes/timings'
import type { RequestLine } from '../servers/kube-api/faults'
import { KubeApi } from '../servers/kube-api/kube-api'
import { definition, service } from './objects'
import { kubernetesSource, named, namesIn, urlOf, Watched } from './watched'

const SERVICES = 'test · services'
const LIFECYCLE = 'mcpservers.mcp.x-k8s.io'

let folder: string
let api: KubeApi
let kubeconfig: string

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'portolan-kube-api-'))
  api = await new KubeApi({ bookmarkEveryMs: 40 }).start()
  kubeconfig = api.writeKubeconfig(path.join(folder, 'kubeconfig'))
})
afterEach(async () => {
  await api.stop()
  rmSync(folder, { recursive: true, force: true })
})

function put(name: string, options: Parameters<typeof service>[1] = {}): void {
  const object = service(name, options)
  api.apply('/services', { ...object, metadata: { ...object.metadata, namespace: 'default' } })
}

function drop(name: string): void {
  api.objects.delete('/services', `default/${name}`)
}

const isList = ({ path, query }: RequestLine) => path.endsWith('/services') && !query.has('watch')
const isWatch = ({ path, query }: RequestLine) => path.endsWith('/services') && query.has('watch')
const count = (test: (line: RequestLine) => boolean) => api.requests.filter(test).length

function watch(timings: Partial<Timings> = {}, settings: object = {}): Watched {
  return new Watched({ kubeconfig, kinds: ['services'], ...settings }, timings)
}

/** Watching, with one server seen. */
async function settled(timings: Partial<Timings> = {}, settings: object = {}): Promise<Watched> {
  put('one')
  const watched = watch(timings, settings)
  expect(namesIn(await watched.snapshot())).toEqual(['one.default'])
  await vi.waitFor(() => expect(count(isWatch)).toBeGreaterThan(0))
  return watched
}

const sees = (...names: string[]) => {
  const expected = JSON.stringify(names.map((name) => `${name}.default`))
  return (snapshot: Parameters<typeof namesIn>[0]) => JSON.stringify(namesIn(snapshot)) === expected
}

const answer = (status: number, body: object | string, headers = {}) =>
  ({ kind: 'answer', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }) as const
const status = (code: number, message: string) =>
  answer(code, { kind: 'Status', status: 'Failure', code, message })

describe('a watch', () => {
  it('that is cut is resumed where it was: nothing is lost, and nothing listed again', async () => {
    await using watched = await settled()
    api.watches.cut()
    put('two')
    drop('one')
    await watched.until(sees('two'))
    expect(count(isList)).toBe(1)
  })

  it('that the API server ends is begun again at once, from where it was', async () => {
    await using watched = await settled({ stableMs: 0, retry: { firstDelayMs: 60_000, maxDelayMs: 60_000 } })
    for (const name of ['two', 'three', 'four']) {
      api.watches.end()
      put(name)
      await watched.until((seen) => namesIn(seen).includes(`${name}.default`))
    }
    expect(count(isList)).toBe(1)
    expect(watched.part(SERVICES)?.state).toBe('ok')
  })

  it('whose version is gone lists again, and sees what was changed meanwhile', async () => {
    await using watched = await settled()
    const hold = api.faults.add((line) => (isWatch(line) ? { kind: 'cut' } : undefined))
    api.watches.cut()
    put('two')
    drop('one')
    api.compact()
    hold()
    await watched.until(sees('two'))
    expect(count(isList)).toBe(2)
  })

  it('that is told 410 by status lists again too', async () => {
    await using watched = await settled()
    let told = 0
    api.faults.add((line) =>
      isWatch(line) && told++ === 0 ? status(410, 'too old resource version') : undefined,
    )
    api.watches.end()
    put('two')
    await watched.until(sees('one', 'two'))
    expect(count(isList)).toBe(2)
  })

  it('is moved on by bookmarks, so that a quiet kind outlives compaction', async () => {
    await using watched = await settled()
    api.compact()
    // Whatever a watch has not been told since then, it can't be resumed from.
    const { bookmarks } = api.watches
    await vi.waitFor(() => expect(api.watches.bookmarks).toBeGreaterThan(bookmarks + 2 * api.watches.size))
    api.watches.end()
    put('two')
    await watched.until(sees('one', 'two'))
    expect(count(isList)).toBe(1)
  })

  it('that sends rubbish is given up, and everything is listed again', async () => {
    await using watched = await settled()
    for (const rubbish of ['<html>', '{"type":"ADDED"', 'null', '{"type":"NONSENSE","object":{}}', '[]']) {
      const [lists, watches] = [count(isList), count(isWatch)]
      api.watches.write(`${rubbish}\n`)
      await vi.waitFor(() => expect(count(isList)).toBeGreaterThan(lists))
      // Rubbish sent before the next watch is there would reach nobody.
      await vi.waitFor(() => expect(count(isWatch)).toBeGreaterThan(watches))
      await watched.untilPart(SERVICES, ({ state }) => state === 'ok')
    }
    put('two')
    await watched.until(sees('one', 'two'))
  })

  it('that sends an ERROR event lists again', async () => {
    await using watched = await settled()
    const object = { kind: 'Status', status: 'Failure', code: 500, message: 'etcdserver: leader changed' }
    api.watches.write(`${JSON.stringify({ type: 'ERROR', object })}\n`)
    await vi.waitFor(() => expect(count(isList)).toBe(2))
    put('two')
    await watched.until(sees('one', 'two'))
  })

  it('survives objects without metadata, and events without anything', async () => {
    api.apply(
      'apiextensions.k8s.io/customresourcedefinitions',
      definition(LIFECYCLE, 'MCPServer', ['v1beta1']),
    )
    await using watched = await settled({}, { kinds: ['services', LIFECYCLE] })
    await vi.waitFor(() => expect(api.watches.size).toBe(3))
    for (const object of [{}, { metadata: null }, { metadata: { name: 7 } }, null, 'text']) {
      api.watches.write(`${JSON.stringify({ type: 'ADDED', object })}\n`)
      api.watches.write(`${JSON.stringify({ type: 'DELETED', object: {} })}\n`, '/services')
    }
    put('two')
    const { problems } = await watched.until(sees('one', 'two'))
    expect(problems.map(({ message }) => message).join()).toMatch(/MCPServer .*passed over/)
    expect(count(isList)).toBe(1)
  })

  it('that may not be had is made up for by lists', async () => {
    api.faults.add((line) =>
      isWatch(line) ? status(403, 'services is forbidden: User "viewer" cannot watch') : undefined,
    )
    put('one')
    await using watched = watch()
    await watched.until(sees('one'))
    const part = await watched.untilPart(SERVICES, ({ state }) => state === 'failing')
    expect(part.detail).toMatch(/May not watch services .* as viewer.*until then it is listed anew/)
    put('two')
    const { problems, unreadable } = await watched.until(sees('one', 'two'))
    expect(unreadable).toEqual([])
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'warning', place: SERVICES }))
  })

  it('that goes silent is taken for dead', async () => {
    // As when a load balancer has forgotten the connection and tells nobody.
    const fault = api.faults.add((line) => (isWatch(line) ? { kind: 'silent' } : undefined))
    await using watched = await settled({ watchMs: 500, silenceMs: 200 })
    fault()
    put('two')
    await watched.until(sees('one', 'two'))
    expect(count(isList)).toBe(1)
  })
})

describe('a list', () => {
  it('whose pages expire half-way is read as a whole', async () => {
    for (let index = 0; index < 1_200; index++) put(`server-${index}`)
    let pages = 0
    api.faults.add((line) => {
      if (isList(line) && ++pages === 2) api.compact()
      return undefined
    })
    await using watched = watch()
    expect((await watched.snapshot()).candidates).toHaveLength(1_200)
    expect(pages).toBe(3)
  })

  it('that answers with something else says so, and is asked for again', async () => {
    put('one')
    const fault = api.faults.add((line) => (isList(line) ? answer(200, '<html>Sign in</html>') : undefined))
    await using watched = watch()
    await expect(watched.snapshot()).rejects.toThrow('answered with something else than JSON')
    fault()
    await watched.until(sees('one'))
  })

  it('waits for as long as a busy API server asks', async () => {
    put('one')
    const busy = status(429, 'too many requests')
    let asked = 0
    api.faults.add((line) =>
      isList(line) && ++asked < 3 ? { ...busy, headers: { 'retry-after': '1' } } : undefined,
    )
    await using watched = watch()
    const started = performance.now()
    await expect(watched.snapshot()).rejects.toThrow('is busy (429): too many requests')
    await watched.until(sees('one'))
    expect(performance.now() - started).toBeGreaterThan(1_900)
  })

  it('is asked for anew from time to time, whatever the watch told', async () => {
    await using watched = await settled({ watchMs: 1_000 }, { relistSeconds: 1 })
    await vi.waitFor(() => expect(count(isList)).toBeGreaterThan(1), { timeout: 15_000 })
    expect(watched.part(SERVICES)?.state).toBe('ok')
  })

  it('that is slow keeps nobody waiting for the others', async () => {
    put('one')
    api.apply('/configmaps', {
      metadata: { name: 'fleet', namespace: 'default', labels: { 'mcp-server-config': 'true' } },
      data: { 'a.yaml': 'servers: { quick: { url: "http://quick.test/mcp" } }' },
    })
    const fault = api.faults.add((line) => (isList(line) ? { kind: 'hang' } : undefined))
    await using watched = watch({ firstListMs: 300, requestMs: 1_000 }, { kinds: ['services', 'configmaps'] })
    const snapshot = await watched.snapshot()
    expect(namesIn(snapshot)).toEqual(['quick'])
    expect(snapshot.unreadable).toEqual([SERVICES])
    expect(snapshot.problems).toContainEqual(
      expect.objectContaining({ message: 'The API server has not answered yet' }),
    )
    await watched.untilPart(SERVICES, ({ detail = '' }) => detail.includes('did not answer within 1 s'))
    fault()
    await watched.until((seen) => namesIn(seen).includes('one.default'))
  })
})

describe('an API server', () => {
  it('that goes and comes back is waited for; its servers stay meanwhile', async () => {
    await using watched = await settled({}, { kinds: ['services', 'configmaps', LIFECYCLE] })
    await api.stop()
    await watched.untilPart(SERVICES, ({ state }) => state === 'failing')
    await watched.untilPart(`test · ${LIFECYCLE}`, ({ state }) => state === 'failing')
    await watched.untilPart('test · configmaps', ({ state }) => state === 'failing')
    await expect(watched.snapshot()).rejects.toThrow("can't be reached: the connection was refused")
    expect(watched.part(SERVICES)?.detail).toMatch(/Attempt \d+ failed, the next is due in \d+ s/)
    put('two')
    await api.start()
    await watched.until((seen) => sees('one', 'two')(seen) && seen.unreadable?.length === 0)
  })

  it('that is another one when it comes back is believed', async () => {
    await using watched = await settled()
    await api.stop()
    await watched.untilPart(SERVICES, ({ state }) => state === 'failing')
    const port = Number(new URL(api.url).port)
    // A cluster made anew, whose versions have nothing to do with those that we know.
    api = await new KubeApi().start(port)
    put('new')
    await watched.until(sees('new'))
  })

  it('whose token is renewed in its file is not left', async () => {
    const tokenFile = path.join(folder, 'token')
    writeFileSync(tokenFile, 'admin-token\n')
    kubeconfig = api.writeKubeconfig(path.join(folder, 'with-file'), { tokenFile: 'token' })
    await using watched = await settled()
    writeFileSync(tokenFile, 'second-token\n')
    api.access.tokens.set('second-token', 'kubernetes-admin')
    api.access.tokens.delete('admin-token')
    api.watches.end()
    put('two')
    await watched.until(sees('one', 'two'))
    expect(count(isList)).toBe(1)
  })

  it('that takes no token any more is told of, until it takes one again', async () => {
    await using watched = await settled()
    api.access.tokens.clear()
    api.watches.end()
    const { detail } = await watched.untilPart(SERVICES, ({ state }) => state === 'failing')
    expect(detail).toContain('The credentials for test are refused (401)')
    api.access.tokens.set('admin-token', 'kubernetes-admin')
    put('two')
    await watched.until(sees('one', 'two'))
  })

  it('is spoken to with what a program of the kubeconfig says, which is asked again when that is refused', async () => {
    const file = path.join(folder, 'credential')
    const credential = (token: string) => {
      const kind = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' }
      writeFileSync(file, JSON.stringify({ ...kind, status: { token } }))
    }
    credential('admin-token')
    const print = `process.stdout.write(require('fs').readFileSync(${JSON.stringify(file)}, 'utf8'))`
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', print],
    }
    kubeconfig = api.writeKubeconfig(path.join(folder, 'with-exec'), { exec })
    await using watched = await settled()
    credential('second-token')
    api.access.tokens.set('second-token', 'kubernetes-admin')
    api.access.tokens.delete('admin-token')
    api.watches.end()
    put('two')
    await watched.until(sees('one', 'two'))
  })

  it('whose credentials come from a program that hangs is told of', async () => {
    put('one')
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath }
    // Ends by itself, some time after the test.
    const args = ['-e', 'setTimeout(() => undefined, 5_000)']
    kubeconfig = api.writeKubeconfig(path.join(folder, 'with-exec'), { exec: { ...exec, args } })
    await using watched = watch({ requestMs: 300 })
    await expect(watched.snapshot()).rejects.toThrow(/credentials of the kubeconfig did not answer/)
  })

  it('is left without a connection when nobody watches any more', async () => {
    const watched = await settled()
    expect(api.connections).toBeGreaterThan(0)
    await watched.stop()
    await vi.waitFor(() => expect(api.connections).toBe(0))
    expect(api.watches.size).toBe(0)
    const once = kubernetesSource({ kubeconfig, kinds: ['services'] })
    expect(namesIn(await once.discover(AbortSignal.timeout(10_000)))).toEqual(['one.default'])
    await vi.waitFor(() => expect(api.connections).toBe(0))
  })

  it('is left at once while it hangs', async () => {
    api.faults.add(() => ({ kind: 'hang' }))
    const watched = watch()
    await vi.waitFor(() => expect(api.requests.length).toBeGreaterThan(0))
    await watched.stop()
    await vi.waitFor(() => expect(api.connections).toBe(0))
  })
})

describe('a custom resource', () => {
  it('is read in the version that is preferred, and in another one when that is no longer served', async () => {
    const definitions = 'apiextensions.k8s.io/customresourcedefinitions'
    api.apply(definitions, definition(LIFECYCLE, 'MCPServer', ['v1alpha1']))
    api.apply('mcp.x-k8s.io/mcpservers', {
      metadata: { name: 'weather', namespace: 'default' },
      status: { address: { url: 'http://weather.test/mcp' } },
    })
    const name = 'weather.default_mcpserver'
    await using watched = watch({}, { kinds: [LIFECYCLE] })
    expect(urlOf(named(await watched.snapshot(), name))).toBe('http://weather.test/mcp')
    const versions = () =>
      new Set(api.requests.filter(({ query }) => query.has('watch')).map((line) => line.path.split('/')[3]))
    await vi.waitFor(() => expect(versions()).toEqual(new Set(['v1alpha1'])))
    api.apply(definitions, definition(LIFECYCLE, 'MCPServer', ['v1beta1']))
    api.watches.cut()
    await vi.waitFor(() => expect(versions()).toContain('v1beta1'), { timeout: 10_000 })
    await watched.until((seen) => namesIn(seen).includes(name))
    await watched.untilPart(`test · ${LIFECYCLE}`, ({ state }) => state === 'ok')
  })

  it('that the API server denies for a moment, as one that starts does, keeps its servers', async () => {
    api.apply(
      'apiextensions.k8s.io/customresourcedefinitions',
      definition(LIFECYCLE, 'MCPServer', ['v1beta1']),
    )
    api.apply('mcp.x-k8s.io/mcpservers', {
      metadata: { name: 'weather', namespace: 'default' },
      status: { address: { url: 'http://weather.test/mcp' } },
    })
    await using watched = watch({ probeMs: 500 }, { kinds: [LIFECYCLE, 'services'] })
    await watched.until((seen) => namesIn(seen).length === 1)
    await vi.waitFor(() => expect(api.watches.size).toBe(3))
    const starting = api.faults.add(({ path }) =>
      path.startsWith('/apis/mcp') ? status(404, 'not found') : undefined,
    )
    api.watches.cut('mcp.x-k8s.io/mcpservers')
    await watched.untilPart(`test · ${LIFECYCLE}`, ({ detail = '' }) => detail.includes('asked once more'))
    const { unreadable, candidates } = await watched.snapshot()
    expect([unreadable, candidates.length]).toEqual([[`test · ${LIFECYCLE}`], 1])
    starting()
    await watched.untilPart(`test · ${LIFECYCLE}`, ({ state }) => state === 'ok')
    api.faults.add(({ path }) => (path.startsWith('/apis/mcp') ? status(404, 'not found') : undefined))
    api.watches.cut('mcp.x-k8s.io/mcpservers')
    await watched.untilPart(`test · ${LIFECYCLE}`, ({ state }) => state === 'absent')
    expect((await watched.snapshot()).candidates).toEqual([])
  })

  it('is looked for once, however many namespaces are read', async () => {
    const namespaces = Array.from({ length: 20 }, (_, index) => `space-${index}`)
    await using watched = watch({ probeMs: 60_000 }, { kinds: [LIFECYCLE], namespaces })
    await watched.snapshot()
    expect(count(({ path }) => path.startsWith('/apis/mcp.x-k8s.io'))).toBe(2)
  })
})

describe('changes', () => {
  it('that come together are told as one', async () => {
    await using watched = await settled({ coalesceMs: 100 })
    const told = watched.changes
    for (let index = 0; index < 200; index++) put(`burst-${index}`)
    await watched.until(({ candidates }) => candidates.length === 201)
    expect(watched.changes - told).toBeLessThan(20)
  })

  it('of objects that declare nothing are not told', async () => {
    await using watched = await settled()
    const told = watched.changes
    for (let index = 0; index < 50; index++) put(`plain-${index}`, { labels: { app: 'plain' } })
    put('two')
    await watched.until(sees('one', 'two'))
    expect(watched.changes - told).toBeLessThanOrEqual(1)
  })
})
