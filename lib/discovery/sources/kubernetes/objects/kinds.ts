import 'server-only'

/** A kind of object that discovery lists and watches, in every namespace or in those that the settings name. */
export interface KubernetesKind {
  /** Unique, for scopes and pages: `configmaps`, `mcpservers.toolhive.stacklok.dev`. */
  readonly id: string
  /** Empty for the core group. */
  readonly group: string
  /** In order of preference: the first that the API server serves is read. */
  readonly versions: readonly string[]
  readonly plural: string
  readonly kind: string
  /** Applied by the API server, so that nothing else crosses the wire. */
  readonly selector?: string
  /** Whether a cluster may lack it: a custom resource whose operator is not installed. */
  readonly optional: boolean
  /** `servers` declare; `readiness` only tells how the Services fare. */
  readonly role: 'servers' | 'readiness'
}

/**
 * All that is read, which is also all that the ClusterRole in deploy/kubernetes allows.
 *
 * Services and EndpointSlices have no selector: an `appProtocol` can't be selected on the server, and one list filtered
 * here (see `concerns`) costs less than three watches of which one is unfiltered anyway.
 */
export const KINDS = [
  {
    id: 'configmaps',
    group: '',
    versions: ['v1'],
    plural: 'configmaps',
    kind: 'ConfigMap',
    selector: 'mcp-server-config=true',
    optional: false,
    role: 'servers',
  },
  {
    id: 'services',
    group: '',
    versions: ['v1'],
    plural: 'services',
    kind: 'Service',
    optional: false,
    role: 'servers',
  },
  {
    id: 'endpointslices.discovery.k8s.io',
    group: 'discovery.k8s.io',
    versions: ['v1'],
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    optional: false,
    role: 'readiness',
  },
  custom('mcp.x-k8s.io', ['v1beta1', 'v1alpha1'], 'mcpservers', 'MCPServer'),
  custom('toolhive.stacklok.dev', ['v1beta1', 'v1alpha1'], 'mcpservers', 'MCPServer'),
  custom('toolhive.stacklok.dev', ['v1beta1', 'v1alpha1'], 'mcpremoteproxies', 'MCPRemoteProxy'),
  custom('toolhive.stacklok.dev', ['v1beta1', 'v1alpha1'], 'virtualmcpservers', 'VirtualMCPServer'),
  custom('kagent.dev', ['v1alpha2', 'v1alpha3'], 'remotemcpservers', 'RemoteMCPServer'),
] as const satisfies readonly KubernetesKind[]

function custom<const Group extends string, const Plural extends string>(
  group: Group,
  versions: readonly string[],
  plural: Plural,
  kind: string,
) {
  const id = `${plural}.${group}` as const
  return { id, group, versions, plural, kind, optional: true, role: 'servers' } as const
}
