import 'server-only'
import type { Candidate } from '@/lib/domain/snapshot'
import { KINDS } from './kinds'
import type { NamedReading, ObjectIdentity } from './reading'

/** Of two objects that mean one server the one that tells more of it counts: operators' come before Services. */
const RANKS: ReadonlyMap<string, number> = new Map(
  [...KINDS.filter(({ group }) => group !== '').map(({ id }) => id), 'services'].map((id, rank) => [
    id,
    rank,
  ]),
)

/**
 * One candidate for each server. Left out is what an object made that is read itself (the Service of an operator, by its
 * ownerReferences), and, within one namespace, an object whose endpoint one of another kind has too. Across namespaces
 * nobody takes another's place: there the registry reports the same endpoint twice.
 */
export function onePerServer(readings: readonly NamedReading[]): NamedReading[] {
  const inOrder = [...readings].sort((a, b) => (placeKey(a.identity) < placeKey(b.identity) ? -1 : 1))
  const owners = new Map(inOrder.map((reading) => [uidKey(reading.identity, reading.identity.uid), reading]))
  const also = new Also()
  const holders = new Map<string, { kind: string; candidate: Candidate }>()
  const kept = inOrder.map((reading) => {
    const { identity } = reading
    const owner = identity.owners.map((uid) => owners.get(uidKey(identity, uid))).find(Boolean)
    if (owner && owner !== reading) {
      for (const candidate of owner.candidates) also.add(candidate, identity)
      return { ...reading, candidates: [] }
    }
    const candidates = reading.candidates.filter((candidate) => {
      const key = endpointKey(identity, candidate)
      const holder = holders.get(key)
      if (!holder) holders.set(key, { kind: identity.kind, candidate })
      // Two of one kind were meant to be two.
      if (!holder || holder.kind === identity.kind) return true
      also.add(holder.candidate, identity)
      return false
    })
    return { ...reading, candidates }
  })
  return kept.map((reading) => ({ ...reading, candidates: reading.candidates.map((one) => also.on(one)) }))
}

/** Readings and candidates are kept between runs, of which there is one for every change: what they sort by is, too. */
const places = new WeakMap<ObjectIdentity, string>()
const endpoints = new WeakMap<Candidate, string>()

/** Sorts operators' kinds first, then by cluster, namespace and name. */
function placeKey(identity: ObjectIdentity): string {
  const known = places.get(identity)
  if (known !== undefined) return known
  const { cluster = '', namespace, name, kind } = identity
  const key = `${RANKS.get(kind) ?? RANKS.size} ${JSON.stringify([cluster, namespace, name])}`
  places.set(identity, key)
  return key
}

/** Objects whose uid is not told own nothing. */
function uidKey({ cluster = '' }: ObjectIdentity, uid: string | undefined): string {
  return JSON.stringify([cluster, uid ?? null])
}

/** A Service answers to `files.tools`, `files.tools.svc` and `files.tools.svc.cluster.local`. */
function endpointKey({ cluster = '', namespace }: ObjectIdentity, candidate: Candidate): string {
  const known = endpoints.get(candidate)
  if (known !== undefined) return known
  const key = JSON.stringify([cluster, namespace, addressOf(candidate)])
  endpoints.set(candidate, key)
  return key
}

function addressOf({ spec: { endpoint } }: Candidate): unknown {
  if (endpoint.kind !== 'remote') return endpoint
  const { protocol, hostname, port, pathname, search } = new URL(endpoint.url)
  const host = hostname.replace(/\.svc(?:\.[a-z0-9.-]+)?$/, '')
  return [protocol, host, port, pathname.replace(/\/+$/, ''), search]
}

/** Which other objects mean the server that a candidate stands for; readings are kept, so candidates are never changed. */
class Also {
  readonly #labels = new Map<Candidate, string[]>()

  add(candidate: Candidate, { label }: ObjectIdentity): void {
    this.#labels.set(candidate, [...(this.#labels.get(candidate) ?? []), label])
  }

  on(candidate: Candidate): Candidate {
    const also = this.#labels.get(candidate)
    if (!also) return candidate
    const { kubernetes } = candidate.spec.metadata
    const told =
      typeof kubernetes === 'object' && kubernetes !== null && !Array.isArray(kubernetes) ? kubernetes : {}
    const metadata = { ...candidate.spec.metadata, kubernetes: { ...told, also } }
    return { ...candidate, spec: { ...candidate.spec, metadata } }
  }
}
