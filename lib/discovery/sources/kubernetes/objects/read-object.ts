import 'server-only'
import { messageOf } from '@/lib/kit/app-error'
import { conventionsOf, isHidden } from './conventions'
import { Findings } from './findings'
import type { KubernetesKind } from './kinds'
import { serverNameOf } from './names'
import { type ObjectMeta, placeOf, readMeta } from './object-meta'
import { type ReadOperatorObject, readOperatorObject } from './operator-server'
import { readKagentServer } from './operators/kagent'
import { readLifecycleServer } from './operators/lifecycle'
import { readToolHiveServer } from './operators/toolhive'
import { CONFIG_LABEL, readConfigMap } from './read-config-map'
import { readService } from './read-service'
import type { ObjectContext, ObjectReading } from './reading'

const OPERATORS: Readonly<Record<string, ReadOperatorObject>> = {
  'mcpservers.mcp.x-k8s.io': readLifecycleServer,
  'mcpservers.toolhive.stacklok.dev': readToolHiveServer,
  'mcpremoteproxies.toolhive.stacklok.dev': readToolHiveServer,
  'virtualmcpservers.toolhive.stacklok.dev': readToolHiveServer,
  'remotemcpservers.kagent.dev': readKagentServer,
}

/** Reads one object as it came from the API server. Never throws: what is wrong with it is among the problems. */
export function readObject(kind: KubernetesKind, object: unknown, context: ObjectContext): ObjectReading {
  let meta: ObjectMeta | undefined
  try {
    meta = readMeta(kind, object, context)
    return meta ? read(kind, meta, object, context) : nameless(kind, context)
  } catch (error) {
    const place = meta ? placeOf(meta.identity) : kindPlace(kind, context)
    return {
      candidates: [],
      problems: [{ severity: 'error', message: `${kind.kind} can't be read: ${messageOf(error)}`, place }],
      unreadable: [place],
      ...(meta && { identity: meta.identity }),
    }
  }
}

function read(
  kind: KubernetesKind,
  meta: ObjectMeta,
  object: unknown,
  context: ObjectContext,
): ObjectReading {
  const { identity } = meta
  // What is being deleted is gone for us: its address may go at any moment.
  if (meta.goingAway || isHidden(meta.labels)) return { candidates: [], problems: [], identity }
  if (kind.id === 'configmaps') return readConfigMap(meta, object, context)
  if (kind.id === 'services') return readService(meta, object, context)
  const operator = OPERATORS[kind.id]
  if (!operator) return { candidates: [], problems: [], identity }
  const findings = new Findings(placeOf(identity), identity.label, serverNameOf(identity))
  return readOperatorObject(operator, object, { meta, findings, scope: context.scope })
}

function nameless(kind: KubernetesKind, context: ObjectContext): ObjectReading {
  const message = `An object of kind ${kind.kind} has no valid name and namespace; it is passed over`
  return { candidates: [], problems: [{ severity: 'error', message, place: kindPlace(kind, context) }] }
}

function kindPlace(kind: KubernetesKind, { cluster }: ObjectContext): string {
  return ['kubernetes', cluster, kind.kind].filter(Boolean).join(' ')
}

/** Whether an object can declare a server at all, so that the watcher need not keep the others. Never throws. */
export function concerns(kind: KubernetesKind, object: unknown): boolean {
  if (kind.id === 'services') return conventionsOf(labelsOf(object), appProtocolsOf(object)).length > 0
  if (kind.id === 'configmaps') return labelsOf(object)[CONFIG_LABEL] === 'true'
  return true
}

interface Loose {
  metadata?: { labels?: Record<string, string> | null } | null
  spec?: { ports?: unknown } | null
}

function labelsOf(object: unknown): Record<string, string> {
  // Every step is optional, so that any shape may be asked; a label that is no text equals none of ours.
  return (object as Loose | null | undefined)?.metadata?.labels ?? {}
}

function appProtocolsOf(object: unknown): { appProtocol: string }[] {
  const ports = (object as Loose | null | undefined)?.spec?.ports
  if (!Array.isArray(ports)) return []
  return ports.map((port: { appProtocol?: unknown } | null) => {
    const told = port?.appProtocol
    return { appProtocol: typeof told === 'string' ? told.toLowerCase() : '' }
  })
}
