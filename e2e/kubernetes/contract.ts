import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  binding,
  CLUSTER_ROLE_BINDINGS,
  CLUSTER_ROLES,
  configMap,
  definition,
  DEFINITIONS,
  endpointSlice,
  objectsIn,
  role,
  service,
} from './objects'
import type { Target } from './target'
import { kubernetesSource, named, namesIn, urlOf, Watched } from './watched'

const LIFECYCLE = 'mcpservers.mcp.x-k8s.io'

/** What holds on every API server, ours or a real one. */
export function kubernetesContract(open: () => Promise<Target>): void {
  describe('a cluster', () => {
    let target: Target
    beforeAll(async () => {
      target = await open()
    })
    afterAll(() => target.close())

    const settings = (more: object = {}) => ({ kubeconfig: target.kubeconfig(), ...more })
    const scope = (kind: string, namespace?: string) =>
      [target.context, kind, ...(namespace ? [namespace] : [])].join(' · ')

    it('tells of labelled Services and ConfigMaps, and of no others', async () => {
      const space = await target.namespace('first')
      const { services, configMaps } = objectsIn(space)
      const text = 'servers: { written: { url: "http://written.test/mcp" } }'
      await target.admin.create(services, service('files', { annotations: { 'mcp-server/path': '/files' } }))
      await target.admin.create(services, service('other', { labels: { app: 'other' } }))
      await target.admin.create(configMaps, configMap('fleet', { 'servers.yaml': text }))
      await target.admin.create(configMaps, {
        ...configMap('plain', { 'servers.yaml': text }),
        metadata: { name: 'plain' },
      })
      await using watched = new Watched(settings({ namespaces: [space] }))
      const snapshot = await watched.snapshot()
      expect(namesIn(snapshot)).toEqual([`files.${space}`, 'written'])
      expect(urlOf(named(snapshot, `files.${space}`))).toBe(`http://files.${space}.svc:8080/files`)
      expect(named(snapshot, `files.${space}`)?.origin?.scope).toBe(scope('services', space))
      expect(snapshot.unreadable).toEqual([])
      expect(watched.part(scope('services', space))).toMatchObject({ state: 'ok', found: 1 })
    })

    it('tells of a server that appears, changes, loses its label, goes, and comes', async () => {
      const space = await target.namespace('life')
      const { services } = objectsIn(space)
      const name = `mail.${space}`
      await using watched = new Watched(settings({ namespaces: [space] }))
      expect(namesIn(await watched.snapshot())).toEqual([])
      await target.admin.create(services, service('mail'))
      expect(urlOf(named(await watched.until((seen) => namesIn(seen).includes(name)), name))).toContain(
        ':8080/mcp',
      )
      await target.admin.patch(`${services}/mail`, {
        metadata: { annotations: { 'mcp-server/path': '/v2' } },
      })
      await watched.until((seen) => urlOf(named(seen, name))?.endsWith('/v2') === true)
      await target.admin.patch(`${services}/mail`, { metadata: { labels: { 'mcp-server': null } } })
      await watched.until((seen) => !namesIn(seen).includes(name))
      await target.admin.patch(`${services}/mail`, { metadata: { labels: { 'mcp-server': 'true' } } })
      await watched.until((seen) => namesIn(seen).includes(name))
      await target.admin.delete(`${services}/mail`)
      await watched.until((seen) => namesIn(seen).length === 0)
      const told = watched.changes
      await target.admin.create(services, service('post'))
      await vi.waitFor(() => expect(watched.changes).toBeGreaterThan(told), { timeout: 15_000 })
    })

    it('keeps Services of one name in two namespaces apart, and reads only the namespaces that are named', async () => {
      const [one, two] = [await target.namespace('one'), await target.namespace('two')]
      for (const space of [one, two]) await target.admin.create(objectsIn(space).services, service('twin'))
      await using both = new Watched(settings({ namespaces: [one, two] }))
      expect(namesIn(await both.snapshot())).toEqual([`twin.${one}`, `twin.${two}`])
      await using everywhere = new Watched(settings())
      expect(namesIn(await everywhere.snapshot())).toEqual(
        expect.arrayContaining([`twin.${one}`, `twin.${two}`]),
      )
      await using first = new Watched(settings({ namespaces: [one] }))
      expect(namesIn(await first.snapshot())).toEqual([`twin.${one}`])
    })

    it('reads only objects that the label selector and the kinds let through', async () => {
      const space = await target.namespace('narrow')
      const { services, configMaps } = objectsIn(space)
      const labels = (team: string) => ({ 'mcp-server': 'true', team })
      await target.admin.create(services, service('ours', { labels: labels('search') }))
      await target.admin.create(services, service('theirs', { labels: labels('mail') }))
      const text = 'servers: { noted: { url: "http://noted.test/mcp" } }'
      await target.admin.create(configMaps, configMap('fleet', { 'a.yaml': text }, { team: 'search' }))
      const selected = { namespaces: [space], labelSelector: 'team in (search),!gone' }
      await using watched = new Watched(settings(selected))
      expect(namesIn(await watched.snapshot())).toEqual(['noted', `ours.${space}`])
      await target.admin.patch(`${services}/theirs`, { metadata: { labels: { team: 'search' } } })
      await watched.until((seen) => namesIn(seen).includes(`theirs.${space}`))
      await target.admin.patch(`${services}/ours`, { metadata: { labels: { team: 'mail' } } })
      await watched.until((seen) => !namesIn(seen).includes(`ours.${space}`))
      await using onlyMaps = new Watched(settings({ ...selected, kinds: ['configmaps'] }))
      expect(namesIn(await onlyMaps.snapshot())).toEqual(['noted'])
    })

    it('says that nothing is ready behind a Service, and that something is again', async () => {
      const space = await target.namespace('ready')
      const { services, slices } = objectsIn(space)
      const name = `pods.${space}`
      await target.admin.create(services, service('pods'))
      await target.admin.create(slices, endpointSlice('pods-1', 'pods', false))
      await using watched = new Watched(settings({ namespaces: [space] }))
      const warned = named(await watched.snapshot(), name)
      expect(warned?.warnings.join()).toMatch(/ready/i)
      const endpoints = [{ addresses: ['10.1.2.3'], conditions: { ready: true } }]
      await target.admin.patch(`${slices}/pods-1`, { endpoints })
      await watched.until((seen) => named(seen, name)?.warnings.length === 0)
      await target.admin.patch(`${slices}/pods-1`, {
        endpoints: [{ ...endpoints[0], conditions: { ready: false } }],
      })
      await watched.until((seen) => (named(seen, name)?.warnings.length ?? 0) > 0)
    })

    it('is harmed by no broken object: it is told with its reason, the others are read', async () => {
      const space = await target.namespace('broken')
      const { services, configMaps } = objectsIn(space)
      await target.admin.create(services, service('good'))
      await target.admin.create(services, service('bad', { annotations: { 'mcp-server/port': 'ninety' } }))
      const data = { 'a.yaml': 'servers: [', 'b.yaml': 'servers: { fine: { url: "http://fine.test/mcp" } }' }
      await target.admin.create(configMaps, configMap('half', data))
      await using watched = new Watched(settings({ namespaces: [space] }))
      const snapshot = await watched.snapshot()
      expect(namesIn(snapshot)).toEqual(expect.arrayContaining(['fine', `good.${space}`]))
      expect(snapshot.problems.map(({ place = '' }) => place).join('\n')).toMatch(
        /bad[\s\S]*half|half[\s\S]*bad/,
      )
    })

    it('reads lists of many pages whole', { timeout: 120_000 }, async () => {
      const space = await target.namespace('many')
      const { configMaps } = objectsIn(space)
      const names = Array.from({ length: 520 }, (_, index) => `server-${index}`)
      const create = (name: string) =>
        target.admin.create(
          configMaps,
          configMap(name, { 'a.yaml': `servers: { ${name}: { url: "http://${name}.test/mcp" } }` }),
        )
      for (let at = 0; at < names.length; at += 40) await Promise.all(names.slice(at, at + 40).map(create))
      await using watched = new Watched(settings({ namespaces: [space], kinds: ['configmaps'] }))
      expect(namesIn(await watched.snapshot())).toEqual(names.sort())
    })

    it('waits for a kind that the cluster lacks, reads it in the version that is preferred, and lets it go', async (test) => {
      if (await target.admin.has(`${DEFINITIONS}/${LIFECYCLE}`))
        return test.skip(`The cluster has ${LIFECYCLE}, which may be in use`)
      const space = await target.namespace('custom')
      const name = `weather.${space}_mcpserver`
      await using watched = new Watched(settings({ namespaces: [space] }))
      const before = await watched.snapshot()
      expect(before.problems).toEqual([])
      expect(watched.part(scope(LIFECYCLE, space))).toMatchObject({ state: 'absent' })
      await target.admin.create(DEFINITIONS, definition(LIFECYCLE, 'MCPServer', ['v1alpha1', 'v1beta1']))
      await watched.untilPart(scope(LIFECYCLE, space), ({ state }) => state === 'ok')
      const collection = `/apis/mcp.x-k8s.io/v1beta1/namespaces/${space}/mcpservers`
      await target.admin.create(collection, {
        apiVersion: 'mcp.x-k8s.io/v1beta1',
        kind: 'MCPServer',
        metadata: { name: 'weather' },
        spec: {},
        status: { address: { url: 'http://weather.test:8000/mcp' } },
      })
      const seen = await watched.until((snapshot) => namesIn(snapshot).includes(name))
      expect(urlOf(named(seen, name))).toBe('http://weather.test:8000/mcp')
      await target.admin.delete(`${collection}/weather`)
      await watched.until((snapshot) => !namesIn(snapshot).includes(name))
      await target.admin.delete(`${DEFINITIONS}/${LIFECYCLE}`)
      await watched.untilPart(scope(LIFECYCLE, space), ({ state }) => state === 'absent')
    })

    it('says which verb on which resource is missing, reads the rest, and sees when it is granted', async () => {
      const space = await target.namespace('rbac')
      const { services, configMaps } = objectsIn(space)
      const user = `portolan-test-${target.run}`
      await target.admin.create(services, service('hidden'))
      await target.admin.create(
        configMaps,
        configMap('open', { 'a.yaml': 'servers: { shown: { url: "http://shown.test/mcp" } }' }),
      )
      const rules = [{ apiGroups: [''], resources: ['configmaps'] }]
      await target.admin.create(CLUSTER_ROLES, role(user, rules))
      await target.admin.create(CLUSTER_ROLE_BINDINGS, binding(user, 'ClusterRole', user))
      await using watched = new Watched({ kubeconfig: target.kubeconfigAs(user) })
      const snapshot = await watched.until(({ candidates }) => candidates.length > 0)
      expect(namesIn(snapshot)).toContain('shown')
      expect(snapshot.unreadable).toContain(scope('services'))
      const { detail } = await watched.untilPart(scope('services'), ({ state }) => state === 'failing')
      expect(detail).toContain(`May not list services in all namespaces of ${target.context} as ${user}`)
      expect(detail).toContain('apiGroups: [""], resources: ["services"], verbs: ["get", "list", "watch"]')
      expect(snapshot.problems).toContainEqual(
        expect.objectContaining({ severity: 'error', place: scope('services') }),
      )
      await target.admin.patch(`${CLUSTER_ROLES}/${user}`, {
        rules: [{ apiGroups: [''], resources: ['configmaps', 'services'], verbs: ['list', 'watch'] }],
      })
      const granted = await watched.until((seen) => namesIn(seen).includes(`hidden.${space}`))
      expect(granted.unreadable).not.toContain(scope('services'))
    })

    it('needs no more than a Role in the namespaces that it is told to read', async () => {
      const [mine, other] = [await target.namespace('role'), await target.namespace('no-role')]
      for (const space of [mine, other])
        await target.admin.create(objectsIn(space).services, service('local'))
      const user = `portolan-test-${target.run}-role`
      const { roles, roleBindings } = objectsIn(mine)
      const rules = [
        { apiGroups: [''], resources: ['services', 'configmaps'] },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
      ]
      await target.admin.create(roles, role(user, rules))
      await target.admin.create(roleBindings, binding(user, 'Role', user))
      await using watched = new Watched({
        kubeconfig: target.kubeconfigAs(user),
        namespaces: [mine, other],
        kinds: ['services', 'configmaps'],
      })
      const snapshot = await watched.until(({ candidates }) => candidates.length > 0)
      expect(namesIn(snapshot)).toEqual([`local.${mine}`])
      expect(snapshot.unreadable).toEqual([scope('configmaps', other), scope('services', other)])
      const { detail } = await watched.untilPart(scope('services', other), ({ state }) => state === 'failing')
      expect(detail).toContain(`in the namespace ${other}`)
      expect(detail).toContain(`Add to its Role in ${other}`)
    })

    it('says that credentials are refused', async () => {
      await using watched = new Watched({ kubeconfig: target.kubeconfigOf({ token: 'long-expired' }) })
      await expect(watched.snapshot()).rejects.toThrow(/refused \(401\).*has expired/)
    })

    it('reads other clusters while one does not answer, and names their servers apart', async () => {
      const space = await target.namespace('several')
      await target.admin.create(objectsIn(space).services, service('shared'))
      const kubeconfig = target.kubeconfig((document) => {
        const user = document.contexts.find(({ name }) => name === target.context)?.context['user']
        document.clusters.push({ name: 'gone', cluster: { server: 'https://127.0.0.1:1' } })
        document.contexts.push({ name: 'gone', context: { cluster: 'gone', user } })
      })
      const contexts = [target.context, 'gone', 'misspelt']
      await using watched = new Watched({ kubeconfig, contexts, namespaces: [space], kinds: ['services'] })
      const snapshot = await watched.snapshot()
      expect(namesIn(snapshot)).toEqual([`shared.${space}_${target.context}`])
      expect(snapshot.unreadable).toEqual([`gone · services · ${space}`, `misspelt · services · ${space}`])
      expect(watched.part(`gone · services · ${space}`)?.detail).toContain('the connection was refused')
      expect(watched.part(`misspelt · services · ${space}`)?.detail).toContain('has no context misspelt')
    })

    it('can be read once without being watched, and leaves nothing running', async () => {
      const space = await target.namespace('once')
      await target.admin.create(objectsIn(space).services, service('single'))
      const source = kubernetesSource(settings({ namespaces: [space] }))
      expect(namesIn(await source.discover(AbortSignal.timeout(20_000)))).toEqual([`single.${space}`])
      const aborted = AbortSignal.abort(new Error('Told to stop'))
      await expect(source.discover(aborted)).rejects.toThrow()
    })
  })
}
