import 'server-only'
import type { ReadServers } from '@/lib/discovery/source'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate } from '@/lib/domain/snapshot'
import type { KubernetesKind } from './kinds'

/** How many endpoints stand behind a Service, and the port numbers they listen on by port name. */
export interface ServiceReadiness {
  ready: number
  notReady: number
  ports: Readonly<Record<string, number>>
}

export interface ObjectContext {
  /** The kubeconfig context, or what else people call the cluster. */
  cluster?: string
  /** Whether more than one cluster is read: names then end in the cluster's. */
  severalClusters: boolean
  /** Set as `origin.scope` on each candidate: what is read as one and fails as one. */
  scope?: string
  /** Reads a ConfigMap's documents. It must not fill `${VAR}` with what the cluster's people may not know. */
  readServers: ReadServers
  /** From `ReadinessIndex`; undefined where nothing is known of the Service's endpoints. */
  readiness?: (namespace: string, service: string) => ServiceReadiness | undefined
}

/** What one object came to. Keep it until the object changes; `settle` makes a snapshot of all of them. */
export interface ObjectReading {
  candidates: Candidate[]
  problems: Problem[]
  /** Who it is; undefined for what is no object of Kubernetes at all. */
  identity?: ObjectIdentity
}

export interface ObjectIdentity {
  cluster?: string
  /** `KubernetesKind.id`. */
  kind: string
  namespace: string
  name: string
  uid?: string
  /** Uids of the objects that own it. */
  owners: readonly string[]
  /** ISO time; empty when not told. */
  createdAt: string
}

/** Reads one object as it came from the API server. Never throws: what is wrong with it is among the problems. */
export function readObject(_kind: KubernetesKind, _object: unknown, _context: ObjectContext): ObjectReading {
  return { candidates: [], problems: [] }
}

/** Whether an object can declare a server at all, so that the watcher need not keep the others. Never throws. */
export function concerns(_kind: KubernetesKind, _object: unknown): boolean {
  return true
}
