import 'server-only'
import { createHash } from 'node:crypto'
import type { ObjectIdentity } from './reading'

const MAX_LENGTH = 128
const HASH_LENGTH = 10

/** What tells an operator's object from a Service of the same name; part of the name, so never to be changed. */
const PARTS: Readonly<Record<string, string>> = {
  'mcpservers.mcp.x-k8s.io': 'mcpserver',
  'mcpservers.toolhive.stacklok.dev': 'toolhive',
  'mcpremoteproxies.toolhive.stacklok.dev': 'toolhive-proxy',
  'virtualmcpservers.toolhive.stacklok.dev': 'toolhive-virtual',
  'remotemcpservers.kagent.dev': 'kagent',
}

/**
 * `<name>.<namespace>`, then `_<operator>` for an operator's object, `_<port>` for a Service's further ports and
 * `_<cluster>` where several are read. A namespace has no dot and no name of Kubernetes an underscore, so that two
 * objects never share a name.
 */
export function serverNameOf(identity: ObjectIdentity, { port }: { port?: number } = {}): string {
  const { name, namespace, kind } = identity
  const part = PARTS[kind]
  return fitted(name, [
    `.${namespace}`,
    ...(part === undefined ? [] : [`_${part}`]),
    ...(port === undefined ? [] : [`_${port}`]),
    ...clusterPart(identity),
  ])
}

/** The name of a ConfigMap's server whose own is taken. */
export function qualifiedName(written: string, identity: ObjectIdentity): string {
  return fitted(written, [`.${identity.namespace}_configmap`, ...clusterPart(identity)])
}

function clusterPart({ cluster, severalClusters }: ObjectIdentity): string[] {
  return severalClusters && cluster !== undefined ? [`_${clusterSlug(cluster)}`] : []
}

/** Contexts may be called anything (`arn:aws:eks:…:cluster/blue`); those that had to be rewritten stay apart by a hash. */
export function clusterSlug(cluster: string): string {
  const slug = cluster
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
  if (slug === cluster && slug.length <= 40) return slug
  return [slug.slice(-29).replace(/^[^A-Za-z0-9]+/, ''), hashOf(cluster)].filter(Boolean).join('-')
}

/** Too long a name is cut, and a hash of the whole keeps it apart from others that begin alike. */
function fitted(name: string, parts: readonly string[]): string {
  const rest = parts.join('')
  const whole = name + rest
  if (whole.length <= MAX_LENGTH) return whole
  const hash = hashOf(whole)
  const room = MAX_LENGTH - rest.length - HASH_LENGTH - 1
  if (room > 0) return `${name.slice(0, room)}_${hash}${rest}`
  return `${whole.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}_${hash}`
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)
}
