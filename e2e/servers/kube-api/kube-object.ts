export interface KubeMeta {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  creationTimestamp?: string
  generateName?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  [key: string]: unknown
}

/** Any object of Kubernetes. */
export interface KubeObject {
  apiVersion?: string
  kind?: string
  metadata: KubeMeta
  [key: string]: unknown
}
