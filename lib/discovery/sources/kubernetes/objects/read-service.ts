import 'server-only'
import { serverSpecSchema } from '@/lib/domain/server'
import type { Candidate } from '@/lib/domain/snapshot'
import { Annotations, type RemoteTransport } from './annotations'
import { type Convention, conventionsOf, gatewayTransport } from './conventions'
import { Findings } from './findings'
import { serverNameOf } from './names'
import { type ObjectMeta, placeOf } from './object-meta'
import { OWN, readOwnAnnotations } from './own-annotations'
import type { ObjectContext, ObjectReading, ServiceReadiness } from './reading'
import { choosePorts } from './service-port'
import { type ServicePort, type ServiceSpec, serviceSpecSchema } from './service-schema'
import { serviceUrl } from './service-url'

const GATEWAY_PATHS = ['agentgateway.dev/mcp-path', 'kgateway.dev/mcp-path']
const GATEWAY_TITLE = 'agentgateway.dev/mcp-target-name'

interface Reading {
  meta: ObjectMeta
  spec: ServiceSpec
  conventions: readonly Convention[]
  annotations: Annotations
  readiness: ServiceReadiness | undefined
  findings: Findings
  scope: string | undefined
}

/**
 * A Service by its label, kagent's, or a gateway's appProtocol. Where several hold it is one server all the same: of port, path
 * and transport our own annotation goes first, then kagent's, then the gateway's, then the default.
 */
export function readService(meta: ObjectMeta, object: unknown, context: ObjectContext): ObjectReading {
  const spec = serviceSpecSchema.safeParse(object).data ?? { kind: 'cluster' as const, ports: [] }
  const conventions = conventionsOf(meta.labels, spec.ports)
  const { identity } = meta
  if (conventions.length === 0) return { candidates: [], problems: [], identity }
  const place = placeOf(identity)
  const findings = new Findings(place, identity.label, serverNameOf(identity))
  const annotations = new Annotations(meta.annotations, findings)
  const readiness = context.readiness?.(identity.namespace, identity.name)
  const reading = { meta, spec, conventions, annotations, readiness, findings, scope: context.scope }
  const ports = choosePorts(conventions, spec, annotations, findings)
  const candidates = ports.flatMap((port, index) => candidateOf(port, index, reading) ?? [])
  const isWhole = !findings.hasErrors
  return {
    candidates: isWhole ? candidates : [],
    problems: findings.problems,
    ...(!isWhole && { unreadable: [place] }),
    identity,
  }
}

function candidateOf(port: ServicePort, index: number, reading: Reading): Candidate | undefined {
  const { meta, spec, annotations, findings, readiness, scope } = reading
  const { identity } = meta
  const transport = transportOf(port, reading)
  const url = serviceUrl(
    {
      name: identity.name,
      namespace: identity.namespace,
      spec,
      port,
      path: pathOf(port, transport, reading),
      scheme: annotations.scheme(`${OWN}/scheme`),
      readiness,
    },
    findings,
  )
  const { metadata, ...described } = readOwnAnnotations(annotations, findings)
  if (url === undefined || findings.hasErrors) return undefined
  const title = annotations.text(GATEWAY_TITLE)?.slice(0, 200)
  const state = spec.kind === 'external' ? undefined : stateOf(readiness, findings)
  return {
    spec: serverSpecSchema.parse({
      // The first keeps the plain name, so that a port that is added later renames nothing.
      name: serverNameOf(identity, index === 0 ? {} : { port: port.number }),
      ...(title !== undefined && { title }),
      ...described,
      endpoint: { kind: 'remote', transport, url },
      metadata: {
        ...metadata,
        kubernetes: {
          ...(identity.cluster !== undefined && { cluster: identity.cluster }),
          namespace: identity.namespace,
          object: identity.label,
          ...(state !== undefined && { readiness: state }),
        },
      },
    }),
    origin: { place: findings.place, ...(scope !== undefined && { scope }) },
    warnings: [...findings.warnings],
  }
}

function transportOf(port: ServicePort, { conventions, annotations }: Reading): RemoteTransport {
  return (
    (conventions.includes('mcp-server') ? annotations.transport(`${OWN}/transport`) : undefined) ??
    (conventions.includes('kagent') ? kagentTransport(annotations) : undefined) ??
    gatewayTransport(port) ??
    'streamable-http'
  )
}

/** As kagent reads it: whatever is not SSE is Streamable HTTP. */
function kagentTransport(annotations: Annotations): RemoteTransport | undefined {
  const value = annotations.text('kagent.dev/mcp-service-protocol')
  if (value === undefined) return undefined
  return value.toUpperCase() === 'SSE' ? 'sse' : 'streamable-http'
}

function pathOf(port: ServicePort, transport: RemoteTransport, reading: Reading): string {
  const { conventions, annotations } = reading
  const keys = [
    ...(conventions.includes('mcp-server') ? [`${OWN}/path`] : []),
    ...(conventions.includes('kagent') ? ['kagent.dev/mcp-service-path'] : []),
    ...(gatewayTransport(port) ? GATEWAY_PATHS : []),
  ]
  const key = keys.find((name) => annotations.text(name) !== undefined)
  if (key !== undefined) return annotations.path(key) ?? '/mcp'
  // The gateways' own default for SSE; the labels' default is /mcp whatever the transport.
  return gatewayTransport(port) === 'sse' && transport === 'sse' ? '/sse' : '/mcp'
}

function stateOf(readiness: ServiceReadiness | undefined, findings: Findings): string | undefined {
  if (!readiness) return undefined
  if (readiness.ready > 0) return 'ready'
  if (readiness.notReady > 0) {
    findings.note('No endpoint of this Service is ready')
    return 'not-ready'
  }
  findings.note('Nothing stands behind this Service: check that its selector matches running pods')
  return 'no-endpoints'
}
