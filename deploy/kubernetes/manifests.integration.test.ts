import type {
  V1ClusterRoleBinding,
  V1Container,
  V1Deployment,
  V1NetworkPolicy,
  V1PodSpec,
  V1PolicyRule,
  V1Service,
  V1ServiceAccount,
  V1StatefulSet,
  V2HorizontalPodAutoscaler,
  V1PodDisruptionBudget,
  V1RoleBinding,
} from '@kubernetes/client-node'
import { describe, expect, it } from 'vitest'
import { environmentOf, lastOf, readDockerfile } from '@/e2e/fixtures/dockerfile'
import { type Manifest, renderFolder } from '@/e2e/fixtures/kubectl'
import { shapeFaults } from '@/e2e/fixtures/kubernetes-shape'
import { assertSafeToListen, readEnv } from '@/lib/config/env'
import { serversReader } from '@/lib/config/read-servers'
import { KINDS } from '@/lib/discovery/sources/kubernetes/objects/kinds'
import { concerns, readObject } from '@/lib/discovery/sources/kubernetes/objects/read-object'
import { kubernetesSettingsSchema } from '@/lib/discovery/sources/kubernetes/settings'
import { parse } from 'yaml'

const OVERLAYS = ['embedded', 'postgres', 'namespaced'] as const
type Overlay = (typeof OVERLAYS)[number]

const rendered = new Map<Overlay, Manifest[]>()
function manifestsOf(overlay: Overlay): Manifest[] {
  const known = rendered.get(overlay) ?? renderFolder(`deploy/kubernetes/overlays/${overlay}`)
  rendered.set(overlay, known)
  return known
}

interface Kinds {
  ClusterRole: { rules: V1PolicyRule[] }
  ClusterRoleBinding: V1ClusterRoleBinding
  ConfigMap: { data: Record<string, string> }
  Deployment: V1Deployment
  HorizontalPodAutoscaler: V2HorizontalPodAutoscaler
  Namespace: object
  NetworkPolicy: V1NetworkPolicy
  PodDisruptionBudget: V1PodDisruptionBudget
  Role: { rules: V1PolicyRule[] }
  RoleBinding: V1RoleBinding
  Service: V1Service
  ServiceAccount: V1ServiceAccount
  StatefulSet: V1StatefulSet
}

/** The one object of a kind; that it has the type it says is what the first test is about. */
function the<Kind extends keyof Kinds>(overlay: Overlay, kind: Kind): Kinds[Kind] & Manifest {
  const all = manifestsOf(overlay).filter((manifest) => manifest.kind === kind)
  expect(all).toHaveLength(1)
  return all[0] as Kinds[Kind] & Manifest
}

function podOf(overlay: Overlay): {
  spec: V1PodSpec
  container: V1Container
  labels: Record<string, string>
} {
  const workload = the(overlay, overlay === 'postgres' ? 'Deployment' : 'StatefulSet')
  const { spec, metadata } = workload.spec!.template
  expect(workload.spec!.selector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'portolan' })
  expect(spec!.containers).toHaveLength(1)
  return { spec: spec!, container: spec!.containers[0]!, labels: metadata!.labels! }
}

/** The variables as the container gets them: a value may name what stands before it. */
function variablesOf(overlay: Overlay, secret: Record<string, string> = {}): Record<string, string> {
  const variables: Record<string, string> = { ...secret }
  for (const { name, value, valueFrom } of podOf(overlay).container.env ?? []) {
    if (valueFrom?.fieldRef) variables[name] = 'portolan'
    else if (valueFrom?.secretKeyRef) variables[name] = secret[valueFrom.secretKeyRef.key] ?? ''
    else
      variables[name] = (value ?? '').replace(
        /\$\((\w+)\)/g,
        (whole, other: string) => variables[other] ?? whole,
      )
  }
  return variables
}

describe.each(OVERLAYS)('the overlay %s', (overlay) => {
  it('has only objects and fields that Kubernetes knows', () => {
    expect(manifestsOf(overlay).flatMap(shapeFaults)).toEqual([])
  })

  it('names no object twice, labels each, and puts all into one namespace', () => {
    const manifests = manifestsOf(overlay)
    const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
    expect(new Set(names).size).toBe(names.length)
    for (const { kind, metadata } of manifests) {
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'portolan' })
      expect(metadata.namespace).toBe(
        ['Namespace', 'ClusterRole', 'ClusterRoleBinding'].includes(kind) ? undefined : 'portolan',
      )
    }
  })

  it('carries no secret', () => {
    expect(manifestsOf(overlay).map(({ kind }) => kind)).not.toContain('Secret')
    const values = (podOf(overlay).container.env ?? []).filter(({ name }) =>
      /TOKEN$|KEY|DATABASE_URL/.test(name),
    )
    for (const { name, value } of values) expect([name, value]).toEqual([name, undefined])
  })

  it('runs as the strictest pod security standard asks, and more', () => {
    const { spec, container } = podOf(overlay)
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      fsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect([spec.hostNetwork, spec.hostPID, spec.hostIPC, container.securityContext?.privileged]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    expect((spec.volumes ?? []).every(({ hostPath }) => hostPath === undefined)).toBe(true)
  })

  it('can write where it must, and only there', () => {
    const { spec, container } = podOf(overlay)
    const claims = overlay === 'postgres' ? [] : the(overlay, 'StatefulSet').spec!.volumeClaimTemplates!
    const volumes = [
      ...(spec.volumes ?? []).map(({ name }) => name),
      ...claims.map(({ metadata }) => metadata!.name!),
    ]
    const mounts = container.volumeMounts ?? []
    expect(mounts.map(({ name }) => name).sort()).toEqual(volumes.sort())
    expect(mounts.map(({ mountPath }) => mountPath).sort()).toEqual(['/app/.next/cache', '/data', '/tmp'])
    expect(variablesOf(overlay)).toMatchObject({ PORTOLAN_DATA_DIR: '/data' })
  })

  it('gives its token for the API to the workload alone, and no variable of its own Service', () => {
    const { spec } = podOf(overlay)
    const account = the(overlay, 'ServiceAccount')
    expect(account.automountServiceAccountToken).toBe(false)
    expect(spec).toMatchObject({
      serviceAccountName: account.metadata.name,
      automountServiceAccountToken: true,
      enableServiceLinks: false,
    })
  })

  it('is asked how it fares by the right doors, and given time to start and to end', () => {
    const { spec, container } = podOf(overlay)
    const port = container.ports?.find(({ name }) => name === 'http')
    expect(port?.containerPort).toBe(Number(variablesOf(overlay)['PORT']))
    expect(container.startupProbe?.httpGet).toEqual({ path: '/api/health/live', port: 'http' })
    expect(container.livenessProbe?.httpGet).toEqual({ path: '/api/health/live', port: 'http' })
    expect(container.readinessProbe?.httpGet).toEqual({ path: '/api/health/ready', port: 'http' })
    const { periodSeconds, failureThreshold } = container.startupProbe!
    expect(periodSeconds! * failureThreshold!).toBeGreaterThanOrEqual(120)
    // The app's own last limit is 9.5 s; before that the pause in which requests find the other replicas.
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20)
  })

  it('says what it needs, and may not take the whole node', () => {
    const { requests, limits } = podOf(overlay).container.resources!
    expect(Object.keys(requests ?? {}).sort()).toEqual(['cpu', 'memory'])
    expect(limits).toHaveProperty('memory')
  })

  it('starts with its variables, and answers to its Service’s names', () => {
    const secret = {
      PORTOLAN_TOKEN: 't'.repeat(64),
      PORTOLAN_KEY: 'k'.repeat(44),
      DATABASE_URL: 'postgres://portolan@db/portolan',
    }
    const variables = variablesOf(overlay, secret)
    const env = readEnv(variables)
    expect(() => assertSafeToListen(env.host, env.token)).not.toThrow()
    expect(env).toMatchObject({ host: '0.0.0.0', port: 8080, dataDir: '/data', configPaths: ['/etc/mcp'] })
    expect(env.stdio.allowed).toBe(false)
    const service = the(overlay, 'Service')
    const { name } = service.metadata
    const names = [name, `${name}.portolan`, `${name}.portolan.svc`, `${name}.portolan.svc.cluster.local`]
    expect(env.allowedHosts).toEqual(names)
    expect(service.spec).toMatchObject({ ports: [{ port: 8080, targetPort: 'http' }] })
    expect(podOf(overlay).labels).toMatchObject(service.spec!.selector!)
  })

  it('runs the image as it is meant: its user, its port, its folder for data', () => {
    const image = readDockerfile().find(({ name }) => name === 'base')!
    const { spec, container } = podOf(overlay)
    const { runAsUser, runAsGroup } = spec.securityContext!
    expect(lastOf(image, 'USER')?.rest).toBe(`${runAsUser}:${runAsGroup}`)
    expect(lastOf(image, 'EXPOSE')?.rest).toBe(String(container.ports?.[0]?.containerPort))
    const { PORTOLAN_DATA_DIR, PORT, HOST, PORTOLAN_CONFIG } = environmentOf(image)
    expect(variablesOf(overlay)).toMatchObject({ PORTOLAN_DATA_DIR, PORT, HOST, PORTOLAN_CONFIG })
  })

  it('takes its image by a name that one line sets', () => {
    expect(podOf(overlay).container.image).toBe('ghcr.io/portolan/portolan:latest')
  })

  it('may only read, and only what discovery reads', () => {
    const role = the(overlay, overlay === 'namespaced' ? 'Role' : 'ClusterRole')
    const allowed = role.rules.flatMap(({ apiGroups, resources }) =>
      (apiGroups ?? []).flatMap((group) => (resources ?? []).map((resource) => `${resource}.${group}`)),
    )
    expect(allowed.sort()).toEqual(KINDS.map(({ plural, group }) => `${plural}.${group}`).sort())
    for (const { verbs, resourceNames, nonResourceURLs } of role.rules) {
      expect([verbs, resourceNames, nonResourceURLs]).toEqual([
        ['get', 'list', 'watch'],
        undefined,
        undefined,
      ])
    }
  })

  it('binds that to its own account', () => {
    const kind = overlay === 'namespaced' ? 'RoleBinding' : 'ClusterRoleBinding'
    const { roleRef, subjects } = the(overlay, kind)
    expect(roleRef).toEqual({
      apiGroup: 'rbac.authorization.k8s.io',
      kind: kind.replace('Binding', ''),
      name: 'portolan-discovery',
    })
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: 'portolan', namespace: 'portolan' }])
  })

  it('lets in who may call, and lets out to everywhere but the node’s metadata service', () => {
    const { spec } = the(overlay, 'NetworkPolicy')
    expect(podOf(overlay).labels).toMatchObject(spec!.podSelector!.matchLabels!)
    expect(spec!.policyTypes).toEqual(['Ingress', 'Egress'])
    expect(spec!.ingress).toHaveLength(1)
    expect(spec!.ingress?.[0]?.ports).toEqual([{ port: 'http', protocol: 'TCP' }])
    expect(spec!.ingress?.[0]?._from ?? (spec!.ingress?.[0] as { from?: unknown[] }).from).toHaveLength(2)
    const open = spec!
      .egress!.filter(({ to }) => to === undefined)
      .flatMap(({ ports }) => ports!.map(({ port }) => port))
    // What goes to any address is no port on which a metadata service listens.
    expect(open).toEqual([53, 53, 443, 6443])
    const blocks = spec!.egress!.flatMap(({ to }) => (to ?? []).flatMap(({ ipBlock }) => ipBlock ?? []))
    expect(blocks.map(({ cidr, except }) => [cidr, except?.[0]])).toEqual([
      ['0.0.0.0/0', '169.254.0.0/16'],
      ['::/0', 'fe80::/10'],
    ])
  })

  it('has a ConfigMap for servers that discovery reads, which comes empty', () => {
    const configMap = the(overlay, 'ConfigMap')
    expect(configMap.metadata).toMatchObject({
      name: 'mcp-server-configs',
      labels: { 'mcp-server-config': 'true' },
    })
    expect(concerns(KINDS[0], configMap)).toBe(true)
    const context = { severalClusters: false, readServers: serversReader(() => undefined) }
    expect(readObject(KINDS[0], configMap, context)).toMatchObject({ candidates: [], problems: [] })
  })

  it('shows in that ConfigMap a document that is read as it stands', () => {
    const configMap = the(overlay, 'ConfigMap')
    const [, example = ''] = /servers\.yaml: \|\n([\s\S]+)/.exec(configMap.data['README'] ?? '') ?? []
    const { candidates, problems } = serversReader(() => undefined)(example, 'servers.yaml')
    expect(problems).toEqual([])
    expect(candidates.map(({ spec }) => spec.name)).toEqual(['tickets'])
  })

  it('mounts no ConfigMap: the API tells of an edit at once, a mount after a minute', () => {
    expect((podOf(overlay).spec.volumes ?? []).filter(({ configMap }) => configMap)).toEqual([])
  })
})

describe('the comparison with what Kubernetes knows', () => {
  it.each<[string, (container: Record<string, unknown>) => void, string]>([
    [
      'a misspelt field',
      (container) => (container['imagePullPolice'] = 'Always'),
      'imagePullPolice is unknown',
    ],
    [
      'a text for a number',
      (container) => (container['ports'] = [{ containerPort: '8080' }]),
      'ports[0].containerPort is no number',
    ],
    ['an object for a list', (container) => (container['env'] = { HOST: 'x' }), 'env is no list'],
  ])('finds %s', (_, spoil, fault) => {
    const workload = structuredClone(the('embedded', 'StatefulSet'))
    // A container is a plain object here, whatever its type.
    spoil(workload.spec!.template.spec!.containers[0] as unknown as Record<string, unknown>)
    expect(shapeFaults(workload)).toEqual([`StatefulSet.spec.template.spec.containers[0].${fault}`])
  })
})

describe('the overlay embedded', () => {
  it('is one process, which the database inside it asks for, with a volume', () => {
    const { spec } = the('embedded', 'StatefulSet')
    expect(spec!.replicas).toBe(1)
    expect(
      spec!.volumeClaimTemplates?.map(({ metadata, spec }) => [metadata!.name, spec!.accessModes]),
    ).toEqual([['data', ['ReadWriteOnce']]])
  })

  it('starts without any Secret: the token is then made on the volume', () => {
    const variables = variablesOf('embedded')
    expect(variables['PORTOLAN_TOKEN']).toBeUndefined()
    expect(variables['PORTOLAN_TOKEN_FILE']).toBe('/data/access-token')
    expect(podOf('embedded').container.envFrom).toEqual([{ secretRef: { name: 'portolan', optional: true } }])
  })

  it('makes a namespace in which nothing less strict may run', () => {
    expect(the('embedded', 'Namespace').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    })
  })
})

describe('the overlay postgres', () => {
  it('waits for the Secret that all replicas share', () => {
    const needed = (podOf('postgres').container.env ?? []).flatMap(({ name, valueFrom }) =>
      valueFrom?.secretKeyRef ? [[name, valueFrom.secretKeyRef]] : [],
    )
    expect(needed).toEqual(
      ['DATABASE_URL', 'PORTOLAN_KEY', 'PORTOLAN_TOKEN'].map((key) => [key, { name: 'portolan', key }]),
    )
  })

  it('keeps two or more, of which an eviction or a new version takes one at a time', () => {
    const deployment = the('postgres', 'Deployment')
    const scaler = the('postgres', 'HorizontalPodAutoscaler')
    expect(scaler.spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment.metadata.name },
      minReplicas: 2,
    })
    // To apply it again would take back what the autoscaler decided.
    expect(deployment.spec).not.toHaveProperty('replicas')
    expect(deployment.spec!.strategy?.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 })
    const budget = the('postgres', 'PodDisruptionBudget')
    expect(budget.spec).toMatchObject({
      minAvailable: 1,
      selector: { matchLabels: podOf('postgres').labels },
    })
    expect(podOf('postgres').container.lifecycle?.preStop).toBeDefined()
  })
})

describe('the overlay namespaced', () => {
  it('needs no right beyond its namespace', () => {
    const kinds = manifestsOf('namespaced').map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind.startsWith('Cluster') || kind === 'Namespace')).toEqual([])
  })

  it('allows what the ClusterRole does', () => {
    const rules = (overlay: Overlay, kind: 'Role' | 'ClusterRole') => the(overlay, kind).rules
    expect(rules('namespaced', 'Role')).toEqual(rules('embedded', 'ClusterRole'))
  })

  it('tells discovery to keep to it', () => {
    const told = parse(variablesOf('namespaced')['PORTOLAN_DISCOVERY'] ?? '') as { kubernetes: unknown }
    expect(kubernetesSettingsSchema.parse(told.kubernetes).namespaces).toEqual(['portolan'])
  })
})
