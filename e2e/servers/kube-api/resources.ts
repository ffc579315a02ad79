import type { KubeObject } from './kube-object'

export interface Resource {
  group: string
  versions: string[]
  plural: string
  kind: string
  namespaced: boolean
}

const RBAC = 'rbac.authorization.k8s.io'
const resource = (group: string, plural: string, kind: string, namespaced = true): Resource => ({
  group,
  versions: ['v1'],
  plural,
  kind,
  namespaced,
})

const BUILT_IN: readonly Resource[] = [
  resource('', 'namespaces', 'Namespace', false),
  resource('', 'configmaps', 'ConfigMap'),
  resource('', 'services', 'Service'),
  resource('discovery.k8s.io', 'endpointslices', 'EndpointSlice'),
  resource(RBAC, 'roles', 'Role'),
  resource(RBAC, 'rolebindings', 'RoleBinding'),
  resource(RBAC, 'clusterroles', 'ClusterRole', false),
  resource(RBAC, 'clusterrolebindings', 'ClusterRoleBinding', false),
  resource('apiextensions.k8s.io', 'customresourcedefinitions', 'CustomResourceDefinition', false),
]

interface Definition {
  group: string
  scope: string
  names: { plural: string; kind: string }
  versions: { name: string; served: boolean }[]
}

/** What is served: what every cluster has, and what the definitions at hand add. */
export function servedResources(definitions: Iterable<KubeObject>): Resource[] {
  const custom = [...definitions].map((object): Resource => {
    // What was stored as a definition passed for one.
    const { group, scope, names, versions } = object['spec'] as Definition
    const served = versions.filter(({ served }) => served).map(({ name }) => name)
    return { group, versions: served, ...names, namespaced: scope === 'Namespaced' }
  })
  return [...BUILT_IN, ...custom.filter(({ versions }) => versions.length > 0)]
}

export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}
