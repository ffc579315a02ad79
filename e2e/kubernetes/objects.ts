import type { TestObject } from './admin'

/** The shapes that the contract uses; enough for a real API server to take them. */
export function service(
  name: string,
  {
    labels = { 'mcp-server': 'true' },
    annotations = {},
    ports = [{ name: 'http', port: 8080 }],
  }: Partial<{
    labels: Record<string, string>
    annotations: Record<string, string>
    ports: object[]
  }> = {},
): TestObject {
  // Without a selector, so that no controller of the cluster writes its EndpointSlices.
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, labels, annotations }, spec: { ports } }
}

export function configMap(name: string, data: Record<string, string>, labels = {}): TestObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { 'mcp-server-config': 'true', ...labels } },
    data,
  }
}

export function endpointSlice(name: string, serviceName: string, ready: boolean): TestObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, labels: { 'kubernetes.io/service-name': serviceName } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready } }],
  }
}

/** A definition that takes any object: `plural.group`, its kind, and the versions that are served. */
export function definition(id: string, kind: string, versions: string[]): TestObject {
  const [plural = '', ...group] = id.split('.')
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: id,
      // Groups of kubernetes.io and k8s.io are refused without it.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for a test' },
    },
    spec: {
      group: group.join('.'),
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: versions.map((name, index) => ({ name, served: true, storage: index === 0, schema })),
    },
  }
}

export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const RBAC = '/apis/rbac.authorization.k8s.io/v1'

export function objectsIn(namespace: string) {
  return {
    services: `/api/v1/namespaces/${namespace}/services`,
    configMaps: `/api/v1/namespaces/${namespace}/configmaps`,
    slices: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    roles: `${RBAC}/namespaces/${namespace}/roles`,
    roleBindings: `${RBAC}/namespaces/${namespace}/rolebindings`,
  }
}

export const CLUSTER_ROLES = `${RBAC}/clusterroles`
export const CLUSTER_ROLE_BINDINGS = `${RBAC}/clusterrolebindings`

export function role(
  name: string,
  rules: { apiGroups: string[]; resources: string[]; verbs?: string[] }[],
): TestObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name },
    rules: rules.map((rule) => ({ verbs: ['get', 'list', 'watch'], ...rule })),
  }
}

export function binding(name: string, kind: 'Role' | 'ClusterRole', user: string): TestObject {
  const apiGroup = 'rbac.authorization.k8s.io'
  return {
    apiVersion: `${apiGroup}/v1`,
    metadata: { name },
    roleRef: { apiGroup, kind, name },
    subjects: [{ kind: 'User', apiGroup, name: user }],
  }
}
