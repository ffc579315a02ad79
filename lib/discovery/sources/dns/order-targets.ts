import 'server-only'
import type { SrvData } from 'dns-packet'
import { parseDomain } from './domain-name'

export interface TargetSettings {
  /** `auto`: https on ports 443 and 8443, else http. */
  scheme: 'auto' | 'https' | 'http'
  path: string
}

export interface Target {
  url: string
  priority: number
  weight: number
}

const TLS_PORTS = new Set([443, 8443])

/**
 * Where SRV records lead: lowest priority first; of the same priority the greatest weight, as a server has one endpoint
 * and it must not change from look to look (RFC 2782 would draw lots). A lone `.` says that there is no such service.
 */
export function orderTargets(
  records: readonly SrvData[],
  { scheme, path }: TargetSettings,
): { targets: Target[]; faults: string[] } {
  const faults: string[] = []
  const targets = new Map<string, Target>()
  for (const { target, port, priority = 0, weight = 0 } of records.toSorted(byRank)) {
    if (target === '.' || target === '') continue
    const host = parseDomain(target)
    if (host === undefined || port === 0) {
      faults.push(
        `The SRV record to ${JSON.stringify(target)}, port ${port}, names nothing that can be reached`,
      )
      continue
    }
    const protocol = scheme === 'auto' ? (TLS_PORTS.has(port) ? 'https' : 'http') : scheme
    const url = new URL(`${protocol}://${host}:${port}`)
    url.pathname = path
    if (!targets.has(url.href)) targets.set(url.href, { url: url.href, priority, weight })
  }
  return { targets: [...targets.values()], faults }
}

function byRank(one: SrvData, other: SrvData): number {
  return (
    (one.priority ?? 0) - (other.priority ?? 0) ||
    (other.weight ?? 0) - (one.weight ?? 0) ||
    one.target.localeCompare(other.target) ||
    one.port - other.port
  )
}
