import 'server-only'
import type { Answer, StringAnswer } from 'dns-packet'
import { AppError } from '@/lib/kit/app-error'
import type { Question, Reply } from './message'

/** As many as BIND follows in one answer. */
export const MAX_ALIASES = 16

export type Step =
  | { kind: 'found'; records: Answer[]; ttlSeconds: number }
  | { kind: 'none'; reason: 'no-name' | 'no-data'; ttlSeconds: number }
  /** The answer ends with an alias, of which nothing more is in it: ask for that name. */
  | { kind: 'alias'; to: string; ttlSeconds: number }

/** From the name asked for along CNAME records to records of the wanted type; what belongs to other names is left out. */
export function followAliases(reply: Reply, { name, type }: Question): Step {
  const answers = reply.answers ?? []
  let at = name
  let ttlSeconds = Infinity
  for (const seen = new Set<string>(); !seen.has(at);) {
    seen.add(at)
    const here = answers.filter((record) => sameName(record.name, at))
    const records = here.filter((record) => record.type === type)
    if (records.length > 0) {
      return { kind: 'found', records, ttlSeconds: Math.min(ttlSeconds, ...records.map(ttlOf)) }
    }
    const alias = here.find((record): record is StringAnswer => record.type === 'CNAME')
    if (!alias)
      return at === name || reply.code === 'NXDOMAIN'
        ? none(reply, ttlSeconds)
        : { kind: 'alias', to: at, ttlSeconds }
    ttlSeconds = Math.min(ttlSeconds, ttlOf(alias))
    at = alias.data.toLowerCase()
  }
  throw new AppError(
    'protocol-error',
    `${name} is an alias (CNAME) of an alias, more than ${MAX_ALIASES} times`,
  )
}

/** How long nothing may be assumed is told by the zone's SOA record (RFC 2308, section 5); without it, not at all. */
function none(reply: Reply, ttlSeconds: number): Step {
  const soa = reply.authorities?.find((record) => record.type === 'SOA')
  const lives = soa ? Math.min(ttlOf(soa), soa.data.minimum ?? 0) : 0
  const reason = reply.code === 'NXDOMAIN' ? 'no-name' : 'no-data'
  return { kind: 'none', reason, ttlSeconds: Math.min(ttlSeconds, lives) }
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other
}

/** A TTL with its highest bit set counts as 0 (RFC 2181, section 8). */
function ttlOf(record: Answer): number {
  const ttl = 'ttl' in record ? (record.ttl ?? 0) : 0
  return ttl > 0x7fffffff ? 0 : ttl
}
