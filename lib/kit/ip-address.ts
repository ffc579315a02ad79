/** An address as its bytes: 4 or 16. */
export type AddressBytes = readonly number[]

export interface AddressRange {
  bytes: AddressBytes
  /** How many of the first bits count. */
  bits: number
}

/** Undefined for what is no address. A zone (`fe80::1%eth0`) and brackets are left out. */
export function parseAddress(text: string): AddressBytes | undefined {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  return bare.includes(':') ? parseV6(bare) : parseV4(bare)
}

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
export function parseRange(text: string): AddressRange | undefined {
  const [address = '', length, ...rest] = text.trim().split('/')
  const bytes = parseAddress(address)
  if (!bytes || rest.length > 0) return undefined
  const most = bytes.length * 8
  if (length === undefined) return { bytes, bits: most }
  const bits = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN
  return bits <= most ? { bytes, bits } : undefined
}

export function isInRange(address: AddressBytes, { bytes, bits }: AddressRange): boolean {
  if (address.length !== bytes.length) return false
  const whole = Math.floor(bits / 8)
  for (let index = 0; index < whole; index++) if (address[index] !== bytes[index]) return false
  const left = bits % 8
  if (left === 0) return true
  const mask = 0xff & (0xff << (8 - left))
  return ((address[whole] ?? 0) & mask) === ((bytes[whole] ?? 0) & mask)
}

function parseV4(text: string): AddressBytes | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  const bytes = parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN))
  return bytes.every((byte) => byte <= 255) ? bytes : undefined
}

/** RFC 4291, section 2.2. */
function parseV6(text: string): AddressBytes | undefined {
  const [head = '', tail, ...rest] = text.split('::')
  if (rest.length > 0) return undefined
  const before = tail !== undefined && head.includes('.') ? undefined : bytesOfGroups(head)
  const after = tail === undefined ? [] : bytesOfGroups(tail)
  if (!before || !after) return undefined
  const gap = 16 - before.length - after.length
  if (tail === undefined ? gap !== 0 : gap < 2) return undefined
  return [...before, ...Array.from({ length: gap }, () => 0), ...after]
}

function bytesOfGroups(text: string): number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const bytes: number[] = []
  for (const [index, group] of groups.entries()) {
    if (group.includes('.')) {
      const last = index === groups.length - 1 ? parseV4(group) : undefined
      if (!last) return undefined
      bytes.push(...last)
      continue
    }
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined
    const value = Number.parseInt(group, 16)
    bytes.push(value >> 8, value & 0xff)
  }
  return bytes
}
