import 'server-only'

export interface ObjectMeta {
  name: string
  namespace: string
  uid: string
  resourceVersion: string
}

/** Who an object says it is; empty texts where it says nothing, for what comes over the wire may be anything. */
export function metaOf(object: unknown): ObjectMeta {
  const metadata = field(object, 'metadata')
  return {
    name: text(field(metadata, 'name')),
    namespace: text(field(metadata, 'namespace')),
    uid: text(field(metadata, 'uid')),
    resourceVersion: text(field(metadata, 'resourceVersion')),
  }
}

/** Unique among the objects of one kind in one cluster. */
export function keyOf({ namespace, name }: Pick<ObjectMeta, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** Takes away what nobody reads and what is often most of an object. Changes it: it came over the wire for us alone. */
export function strip(object: unknown): unknown {
  const metadata = field(object, 'metadata')
  if (!isRecord(metadata)) return object
  delete metadata['managedFields']
  const { annotations } = metadata
  if (isRecord(annotations)) Reflect.deleteProperty(annotations, LAST_APPLIED)
  return object
}

export function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
