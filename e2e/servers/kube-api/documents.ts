import { apiVersionOf, type Resource } from './resources'
import { notFound } from './status'

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** What the API server says of itself: versions, groups, resources. Throws `NotFound`. */
export function documentAt(path: string, resources: readonly Resource[]): object | string {
  if (['/healthz', '/livez', '/readyz'].includes(path)) return 'ok'
  if (path === '/version') return { major: '1', minor: '34', gitVersion: 'v1.34.0-portolan-test' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  const groups = Map.groupBy(resources, ({ group }) => group)
  if (path === '/apis') {
    const named = [...groups.keys()].filter(Boolean)
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: named.map((group) => groupDocument(group, groups.get(group) ?? [])),
    }
  }
  const [root, group = '', version] = path.split('/').filter(Boolean)
  if (root === 'api') return resourceList('', group, groups.get('') ?? [])
  const members = groups.get(group)
  if (root !== 'apis' || !members) throw notFound()
  if (version === undefined) return groupDocument(group, members)
  return resourceList(group, version, members)
}

function groupDocument(group: string, members: readonly Resource[]): object {
  const versions = [...new Set(members.flatMap(({ versions }) => versions))].map((version) => ({
    groupVersion: apiVersionOf(group, version),
    version,
  }))
  return { kind: 'APIGroup', apiVersion: 'v1', name: group, versions, preferredVersion: versions[0] }
}

function resourceList(group: string, version: string, members: readonly Resource[]): object {
  const served = members.filter(({ versions }) => versions.includes(version))
  if (served.length === 0) throw notFound()
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(group, version),
    resources: served.map(({ plural, kind, namespaced }) => ({
      name: plural,
      kind,
      namespaced,
      verbs: VERBS,
    })),
  }
}
