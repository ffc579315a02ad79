import 'server-only'
import type { SrvData } from 'dns-packet'
import type { Place } from './places'
import type { Lookup, Resolver } from './resolver'

/** All that the DNS says of one place. */
export interface PlaceRecords {
  place: Place
  targets: SrvData[]
  /** The strings of each TXT record, with the name at which it stands. */
  texts: { name: string; strings: Uint8Array[] }[]
  /** Of all records, and of the word that there are none, the shortest. */
  ttlSeconds: number
  /** Whether none of the names is there at all. */
  isUnknown: boolean
}

/** Throws when one of the answers can't be had: half of the records may mean something else than the whole. */
export async function readPlace(
  place: Place,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<PlaceRecords> {
  const [srv, ...texts] = await Promise.all([
    resolver.lookUp({ name: place.srvName, type: 'SRV' }, signal),
    ...place.textNames.map((name) => resolver.lookUp({ name, type: 'TXT' }, signal)),
  ])
  const lookups = [srv, ...texts]
  return {
    place,
    targets: recordsOf(srv).flatMap((record) => (record.type === 'SRV' ? [record.data] : [])),
    texts: texts.flatMap((lookup, index) =>
      recordsOf(lookup).flatMap((record) =>
        record.type === 'TXT'
          ? [{ name: place.textNames[index] ?? place.scope, strings: bytesOf(record.data) }]
          : [],
      ),
    ),
    ttlSeconds: Math.min(...lookups.map((lookup) => lookup.ttlSeconds)),
    isUnknown: lookups.every((lookup) => lookup.kind === 'none' && lookup.reason === 'no-name'),
  }
}

function recordsOf(lookup: Lookup) {
  return lookup.kind === 'found' ? lookup.records : []
}

/** The package gives a list of buffers; its types allow what it takes for encoding as well. */
function bytesOf(data: string | Buffer | (string | Buffer)[]): Uint8Array[] {
  return [data].flat().map((part) => (typeof part === 'string' ? Buffer.from(part) : part))
}
