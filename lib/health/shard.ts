import 'server-only'

/** Into so many shares all servers are divided; each is swept by one replica. */
export const SHARDS = 16

/** Which share a server belongs to: the same in every process, for ever. FNV-1a over its UTF-16 units. */
export function shardOf(name: string): number {
  let hash = 0x811c9dc5
  for (let place = 0; place < name.length; place += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(place), 0x01000193)
  }
  return (hash >>> 0) % SHARDS
}

export interface Lease {
  shard: number
  replica: string
  /** Its time is up: whoever had it may be gone. */
  isLapsed: boolean
}

/**
 * Who is to sweep what, as one replica sees it: it keeps its own up to a fair share, gives up what is more, and takes what
 * nobody has. With every replica deciding so, all shards are taken and none is held twice.
 */
export function shareOut(
  me: string,
  leases: readonly Lease[],
  replicas: number,
): { keep: number[]; release: number[] } {
  const fair = Math.ceil(SHARDS / Math.max(1, replicas))
  const taken = new Set(leases.filter(({ isLapsed }) => !isLapsed).map(({ shard }) => shard))
  const mine = leases.filter(({ replica }) => replica === me).map(({ shard }) => shard)
  const free = Array.from({ length: SHARDS }, (_, shard) => shard).filter(
    (shard) => !taken.has(shard) && !mine.includes(shard),
  )
  const keep = [...mine.toSorted((a, b) => a - b), ...free].slice(0, fair)
  return { keep, release: mine.filter((shard) => !keep.includes(shard)) }
}
