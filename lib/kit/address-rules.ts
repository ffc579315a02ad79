import { type AddressKind, kindOfAddress } from './address-kind'
import { isInRange, parseAddress, parseRange } from './ip-address'

/** Whether a connection to this address, found under this host, may be made; else what the address is. */
export type AddressRule = (address: string, host: string) => Exclude<AddressKind, 'public'> | undefined

/** Why an entry of such a list is none, or undefined: a range, an address, a host, `*.host`, or `allow`. */
export function faultOfAllowed(entry: string): string | undefined {
  const isHost = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?\.?$/i.test(entry) && !/^[\d.]+$/.test(entry)
  if (parseRange(entry) || isHost) return undefined
  return `“${entry}” is no range of addresses (10.0.0.0/8), address, host (*.svc.cluster.local) or “allow”`
}

/** Public addresses, and what the list allows. An entry that is faulty allows nothing. */
export function publicOr(allowed: readonly string[]): AddressRule {
  if (allowed.includes('allow')) return () => undefined
  const ranges = allowed.map(parseRange).filter((range) => range !== undefined)
  const hosts = allowed.filter((entry) => !parseRange(entry)).map(bareHost)
  return (address, host) => {
    const kind = kindOfAddress(address)
    if (kind === 'public') return undefined
    const bytes = parseAddress(address)
    const isAllowed = bytes !== undefined && ranges.some((range) => isInRange(bytes, range))
    return isAllowed || hosts.some((entry) => matchesHost(entry, bareHost(host))) ? undefined : kind
  }
}

/** Everything: for what an administrator stands behind. */
export const anyAddress: AddressRule = () => undefined

/**
 * What a host of a URL is, as far as it can be told without asking DNS: a literal address, or a name that means this machine
 * (RFC 6761). Undefined for other names and where the rule allows it.
 */
export function refusalOfHost(host: string, rule: AddressRule): ReturnType<AddressRule> {
  const bare = bareHost(host)
  if (parseAddress(bare)) return rule(bare, bare)
  return bare === 'localhost' || bare.endsWith('.localhost') ? rule('127.0.0.1', bare) : undefined
}

/** As rules compare it: without brackets, a last dot and capitals. */
export function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

function matchesHost(entry: string, host: string): boolean {
  return entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry
}
