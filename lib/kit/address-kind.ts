import { type AddressBytes, type AddressRange, isInRange, parseAddress, parseRange } from './ip-address'

/** What an address is for, in words that a person reads: `a private address`. */
export type AddressKind =
  | 'public'
  | 'an unspecified address'
  | 'a loopback address'
  | 'a private address'
  | 'a link-local address'
  | 'a shared (carrier-grade NAT) address'
  | 'a multicast address'
  | 'a reserved address'

/** IANA's special-purpose registries (RFC 6890 and its updates), and multicast. The first that fits counts. */
const SPECIAL: [AddressKind, ...string[]][] = [
  ['an unspecified address', '0.0.0.0/8', '::/128'],
  ['a loopback address', '127.0.0.0/8', '::1/128'],
  ['a private address', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10'],
  ['a link-local address', '169.254.0.0/16', 'fe80::/10'],
  ['a shared (carrier-grade NAT) address', '100.64.0.0/10'],
  ['a multicast address', '224.0.0.0/4', 'ff00::/8'],
  [
    'a reserved address',
    ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24'],
    ...['203.0.113.0/24', '240.0.0.0/4'],
    // Local translation prefixes, discard-only, benchmarking, documentation, SRv6, and IPv4-compatible addresses.
    ...['64:ff9b:1::/48', '100::/64', '2001:2::/48', '2001:db8::/32', '3fff::/20', '5f00::/16', '::/96'],
  ],
]
const RANGES: { kind: AddressKind; range: AddressRange }[] = SPECIAL.flatMap(([kind, ...texts]) =>
  texts.map((text) => ({ kind, range: known(text) })),
)

/** Prefixes that carry an IPv4 address, and the byte at which it begins: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056). */
const CARRIERS: { range: AddressRange; at: number }[] = [
  { range: known('::ffff:0:0/96'), at: 12 },
  { range: known('::ffff:0:0:0/96'), at: 12 },
  { range: known('64:ff9b::/96'), at: 12 },
  { range: known('2002::/16'), at: 2 },
]

/** An address that carries another is what the other is: a packet to it arrives there. What is no address is reserved. */
export function kindOfAddress(text: string): AddressKind {
  const bytes = parseAddress(text)
  return bytes ? kindOfBytes(bytes) : 'a reserved address'
}

function kindOfBytes(bytes: AddressBytes): AddressKind {
  const carrier = CARRIERS.find(({ range }) => isInRange(bytes, range))
  if (carrier) return kindOfBytes(bytes.slice(carrier.at, carrier.at + 4))
  // Teredo (RFC 4380) hides the IPv4 address by inverting its bits.
  if (isInRange(bytes, TEREDO)) return kindOfBytes(bytes.slice(12).map((byte) => byte ^ 0xff))
  return RANGES.find(({ range }) => isInRange(bytes, range))?.kind ?? 'public'
}

const TEREDO = known('2001::/32')

function known(text: string): AddressRange {
  const range = parseRange(text)
  if (!range) throw new Error(`${text} is no range of addresses`)
  return range
}
