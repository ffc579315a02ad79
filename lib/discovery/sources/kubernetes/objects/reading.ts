import 'server-only'
import type { ReadServers } from '@/lib/discovery/source'
import type { Problem } from '@/lib/domain/problem'
import type { Candidate } from '@/lib/domain/snapshot'

/** How many endpoints stand behind a Service, and the port numbers they listen on by the port's name. */
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
  readServers: ReadServers
  /** From `ReadinessIndex`; undefined where nothing is known of the Service's endpoints. */
  readiness?: (namespace: string, service: string) => ServiceReadiness | undefined
}

/** What one object came to. Keep it until the object changes; `settle` makes a snapshot of all of them. */
export interface ObjectReading {
  candidates: Candidate[]
  problems: Problem[]
  /** Places in which something is declared that can't be read now: what came from them before stays. */
  unreadable?: string[]
  /** Who it is; undefined for what is no object of Kubernetes at all. */
  identity?: ObjectIdentity
}

/** A reading of an object that has a name. */
export type NamedReading = ObjectReading & { identity: ObjectIdentity }

export interface ObjectIdentity {
  cluster?: string
  severalClusters: boolean
  /** `KubernetesKind.id`. */
  kind: string
  namespace: string
  name: string
  /** `Service tools/files`, for a person. */
  label: string
  uid?: string
  /** Uids of the objects that own it. */
  owners: readonly string[]
  /** ISO time; empty when not told. */
  createdAt: string
}
