import 'server-only'
import type { Annotations } from './annotations'
import { type Convention, gatewayTransport } from './conventions'
import type { Findings } from './findings'
import { OWN } from './own-annotations'
import type { ServicePort, ServiceSpec } from './service-schema'

export const OWN_PORT = `${OWN}/port`
export const KAGENT_PORT = 'kagent.dev/mcp-service-port'

/** By these names a port is taken for MCP's where nothing else tells, in this order. */
const NAMES = ['mcp', 'http-mcp', 'mcp-http', 'http', 'https']
const PROTOCOLS = ['mcp', 'http', 'https']

/**
 * The ports that speak MCP. One, where a label says that the Service is a server: by annotation, the only one, by name, by
 * appProtocol. Each that says so itself, where only appProtocol tells. None, with an error, where it can't be told.
 */
export function choosePorts(
  conventions: readonly Convention[],
  spec: ServiceSpec,
  annotations: Annotations,
  findings: Findings,
): ServicePort[] {
  if (!conventions.includes('mcp-server') && !conventions.includes('kagent')) {
    return spec.ports.filter(gatewayTransport)
  }
  const keys = [
    ...(conventions.includes('mcp-server') ? [OWN_PORT] : []),
    ...(conventions.includes('kagent') ? [KAGENT_PORT] : []),
  ]
  for (const key of keys) {
    const value = annotations.text(key)
    if (value !== undefined) return annotatedPort(key, value, spec, findings)
  }
  const port = conventions.includes('mcp-server') ? likelyPort(spec.ports) : kagentPort(spec.ports)
  if (port) return [port]
  findings.error(whyNone(spec.ports, keys[0] ?? OWN_PORT))
  return []
}

function annotatedPort(key: string, value: string, spec: ServiceSpec, findings: Findings): ServicePort[] {
  const named = spec.ports.find(({ name }) => name !== '' && name === value)
  if (named) return [named]
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= 1 && number <= 65_535)) {
    const names = spec.ports.map(({ name }) => name).filter(Boolean)
    findings.refuse(
      key,
      value,
      `write a port number from 1 to 65535${names.length > 0 ? `, or the name of a port: ${names.join(', ')}` : ''}`,
    )
    return []
  }
  const listed = spec.ports.find((port) => port.number === number)
  if (!listed && spec.kind === 'cluster') findings.doubt(key, value, whyUnlisted(number, spec.ports))
  return [listed ?? { number, name: '', appProtocol: '' }]
}

function whyUnlisted(number: number, ports: readonly ServicePort[]): string {
  const behind = ports.find(({ targetPort }) => targetPort === number)
  if (behind) return `that is the pod's port; through the Service it is ${behind.number}`
  return `the Service has no such port${ports.length > 0 ? `, only ${list(ports)}` : ''}`
}

function likelyPort(ports: readonly ServicePort[]): ServicePort | undefined {
  if (ports.length === 1) return ports[0]
  const byName = NAMES.flatMap((wanted) => ports.filter(({ name }) => name === wanted))
  const byProtocol = [
    ...ports.filter(gatewayTransport),
    ...PROTOCOLS.flatMap((wanted) => ports.filter(({ appProtocol }) => appProtocol === wanted)),
  ]
  return byName[0] ?? byProtocol[0]
}

/** As kagent chooses, and where that finds none, what a gateway would take. */
function kagentPort(ports: readonly ServicePort[]): ServicePort | undefined {
  if (ports.length === 1) return ports[0]
  return ports.find(({ appProtocol }) => appProtocol === 'mcp') ?? ports.find(gatewayTransport)
}

function whyNone(ports: readonly ServicePort[], key: string): string {
  if (ports.length === 0) return `it has no TCP port; give it one, or write the annotation ${key}: "8080"`
  return (
    `it has ${ports.length} ports (${list(ports)}) and nothing tells which of them speaks MCP; ` +
    `write the annotation ${key}: "${ports[0]?.number ?? 8080}", or name the port mcp`
  )
}

function list(ports: readonly ServicePort[]): string {
  const shown = ports.slice(0, 8).map(({ number, name }) => (name ? `${name} ${number}` : String(number)))
  return [...shown, ...(ports.length > 8 ? ['…'] : [])].join(', ')
}
