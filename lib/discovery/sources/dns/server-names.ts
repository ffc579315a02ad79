import 'server-only'
import { suggestServerName } from '@/lib/domain/server-name'

/**
 * How a server is called that SRV records declare: `_mcp._tcp.example.com` is `example.com`,
 * `_tools._tcp.example.com` is `tools.example.com`; a name of another form stays as it is.
 */
export function nameOfService(srvName: string): string {
  const parts = /^_([^.]+)\._(?:tcp|udp)\.(.+)$/.exec(srvName)
  const [, service, domain = ''] = parts ?? []
  if (service === undefined) return suggestServerName(srvName)
  return suggestServerName(service === 'mcp' ? domain : `${service}.${domain}`)
}

/**
 * How a server is called that a TXT record declares, by its address alone, so that another record beside it does not
 * rename it: the host, the port where it is not that of https, and the path without a last `mcp`.
 */
export function nameOfEndpoint(url: URL): string {
  const port = url.port === '' && url.protocol === 'http:' ? '80' : url.port
  const steps = url.pathname.split('/').filter(Boolean)
  if (steps.at(-1) === 'mcp') steps.pop()
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/:+/g, '-')
  return suggestServerName([host, port, ...steps].filter(Boolean).join('-'))
}
