import 'server-only'
import { isIPv6 } from 'node:net'
import type { Findings } from './findings'
import type { ServiceReadiness } from './reading'
import type { ServicePort, ServiceSpec } from './service-schema'

interface Address {
  name: string
  namespace: string
  spec: ServiceSpec
  port: ServicePort
  path: string
  /** What an annotation says. */
  scheme?: 'http' | 'https' | undefined
  readiness?: ServiceReadiness | undefined
}

/**
 * `http://<name>.<namespace>.svc:<port><path>`. The name is short on purpose: it resolves whatever the cluster's domain is.
 * Undefined, with an error, for an ExternalName that is no host.
 */
export function serviceUrl(address: Address, findings: Findings): string | undefined {
  const { spec, port, path } = address
  const scheme = address.scheme ?? schemeOf(port)
  const host = spec.kind === 'external' ? externalHost(spec.host) : `${address.name}.${address.namespace}.svc`
  const url = `${scheme}://${host}:${portNumber(address, findings)}${path}`
  if (host !== '' && URL.canParse(url)) return url
  findings.error(
    spec.kind === 'external' && host === ''
      ? 'it is of type ExternalName and has no externalName; write the host it stands for'
      : `${url} is no address; check its externalName and the path`,
  )
  return undefined
}

/** TLS where the port says so: by its protocol, its name or its number. */
function schemeOf({ appProtocol, name, number }: ServicePort): 'http' | 'https' {
  return appProtocol === 'https' || name === 'https' || name.startsWith('https-') || number === 443
    ? 'https'
    : 'http'
}

/**
 * A headless Service has no address of its own: its name leads to the pods, where the Service's port number means nothing and
 * the target port counts.
 */
function portNumber({ spec, port, readiness }: Address, findings: Findings): number {
  if (spec.kind !== 'headless' || port.targetPort === undefined) return port.number
  if (typeof port.targetPort === 'number') return port.targetPort > 0 ? port.targetPort : port.number
  const known = readiness?.ports[port.name]
  if (known !== undefined) return known
  if (/^\d{1,5}$/.test(port.targetPort)) return Number(port.targetPort)
  findings.note(
    `It is headless and its target port is the name ${port.targetPort}, whose number no endpoint tells; ${port.number} is taken`,
  )
  return port.number
}

function externalHost(host: string): string {
  const bare = host.trim().replace(/\.$/, '')
  if (isIPv6(bare)) return `[${bare}]`
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(bare) ? bare : ''
}
