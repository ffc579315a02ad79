import type { KubeObject } from './kube-object'
import { keyOf, type Objects } from './objects'
import type { Verb } from './request'
import type { Resource } from './resources'
import { badRequest, notFound, StatusError } from './status'

export interface WriteRequest {
  verb: Verb
  resource: Resource
  namespace: string | undefined
  name: string | undefined
  body: unknown
}

/** Creates, replaces, merges or deletes. */
export function write(
  objects: Objects,
  request: WriteRequest,
): { code: number; object: KubeObject | undefined } {
  const { verb, resource, namespace, name = '' } = request
  const id = `${resource.group}/${resource.plural}`
  const key = `${namespace ?? ''}/${name}`
  switch (verb) {
    case 'create':
      return { code: 201, object: objects.create(id, checked(objects, request)) }
    case 'update':
      return { code: 200, object: objects.update(id, checked(objects, request)) }
    case 'patch': {
      const before = objects.get(id, key)
      if (!before) throw notFound(`${resource.plural} "${name}" not found`)
      const merged = merge(before, request.body) as KubeObject // a merge patch of an object is one
      // Whatever was written meanwhile, a patch goes on top of it.
      delete merged.metadata.resourceVersion
      return { code: 200, object: objects.update(id, merged) }
    }
    case 'delete':
      return { code: 200, object: objects.delete(id, key) }
    default:
      for (const object of objects.list(id, namespace)) objects.delete(id, keyOf(object))
      return { code: 200, object: undefined }
  }
}

function checked(objects: Objects, { resource, namespace, name, body }: WriteRequest): KubeObject {
  const object = body as KubeObject | undefined // what it lacks is looked at next
  const named = object?.metadata.name ?? ''
  if (!object || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(named)) throw invalid(resource, named)
  if (name !== undefined && name !== named) throw badRequest('the name of the object does not match the URL')
  if (resource.namespaced && namespace === undefined) throw badRequest('an empty namespace may not be set')
  if (namespace !== undefined && !objects.get('/namespaces', `/${namespace}`))
    throw notFound(`namespaces "${namespace}" not found`)
  return { ...object, metadata: { ...object.metadata, ...(namespace !== undefined && { namespace }) } }
}

function invalid({ kind }: Resource, name: string): StatusError {
  return new StatusError(422, 'Invalid', `${kind} "${name}" is invalid: metadata.name: Required value`)
}

/** RFC 7396. */
function merge(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const result: Record<string, unknown> = isRecord(target) ? structuredClone(target) : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key)
    else result[key] = merge(result[key], value)
  }
  return result
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
