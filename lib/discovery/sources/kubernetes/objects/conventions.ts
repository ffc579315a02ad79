import 'server-only'
import type { RemoteTransport } from './annotations'
import type { ServicePort } from './service-schema'

/** How a Service says that it is an MCP server; where several hold, the first one's word goes first. */
export type Convention = 'mcp-server' | 'kagent' | 'app-protocol'

export const OWN_LABEL = 'mcp-server'
export const KAGENT_LABEL = 'kagent.dev/mcp-service'
const KAGENT_DISCOVERY_LABEL = 'kagent.dev/discovery'

/** https://agentgateway.dev and https://kgateway.dev, both spellings in use. */
const GATEWAY_PROTOCOLS: Readonly<Record<string, RemoteTransport>> = {
  'kgateway.dev/mcp': 'streamable-http',
  'agentgateway.dev/mcp': 'streamable-http',
  'kgateway.dev/mcp-sse': 'sse',
  'agentgateway.dev/mcp-sse': 'sse',
}

export function gatewayTransport({
  appProtocol,
}: Pick<ServicePort, 'appProtocol'>): RemoteTransport | undefined {
  return Object.hasOwn(GATEWAY_PROTOCOLS, appProtocol) ? GATEWAY_PROTOCOLS[appProtocol] : undefined
}

/** A person's word that an object is not to be listed, whoever else declares it. */
export function isHidden(labels: Readonly<Record<string, string>>): boolean {
  return labels[OWN_LABEL] === 'false'
}

/** kagent's opt-out is about kagent alone: a gateway's port, or our own label, still counts. */
export function conventionsOf(
  labels: Readonly<Record<string, string>>,
  ports: readonly Pick<ServicePort, 'appProtocol'>[],
): Convention[] {
  if (isHidden(labels)) return []
  const isKagent = labels[KAGENT_LABEL] === 'true' && labels[KAGENT_DISCOVERY_LABEL] !== 'disabled'
  return [
    ...(labels[OWN_LABEL] === 'true' ? (['mcp-server'] as const) : []),
    ...(isKagent ? (['kagent'] as const) : []),
    ...(ports.some(gatewayTransport) ? (['app-protocol'] as const) : []),
  ]
}
