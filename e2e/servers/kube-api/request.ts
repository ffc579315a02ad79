import type { Resource } from './resources'
import { notFound } from './status'

/** What a path means. */
export type Target =
  | { kind: 'document'; path: string }
  | {
      kind: 'objects'
      resource: Resource
      version: string
      namespace: string | undefined
      name: string | undefined
    }

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection'

/** Source: Kubernetes API concepts, "Resource URIs". Throws `NotFound` for what is not served. */
export function targetOf(path: string, resources: readonly Resource[]): Target {
  const segments = path.split('/').filter(Boolean)
  const depth = segments[0] === 'api' ? 2 : 3
  if (!['api', 'apis'].includes(segments[0] ?? '') || segments.length <= depth)
    return { kind: 'document', path }
  const [group, version] = depth === 2 ? ['', segments[1] ?? ''] : [segments[1] ?? '', segments[2] ?? '']
  const rest = segments.slice(depth)
  const isInNamespace = rest[0] === 'namespaces' && rest.length > 2
  const [plural, name] = isInNamespace ? [rest[2], rest[3]] : [rest[0], rest[1]]
  const resource = resources.find(
    (one) => one.group === group && one.plural === plural && one.versions.includes(version),
  )
  if (!resource) throw notFound()
  return { kind: 'objects', resource, version, namespace: isInNamespace ? rest[1] : undefined, name }
}

export function verbOf(method: string, name: string | undefined, isWatch: boolean): Verb {
  switch (method) {
    case 'GET':
      return isWatch ? 'watch' : name === undefined ? 'list' : 'get'
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    default:
      return name === undefined ? 'deletecollection' : 'delete'
  }
}
