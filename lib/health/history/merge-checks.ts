import 'server-only'
import type { CheckRecord } from '../check-record'
import { floorTo, HOUR } from './tiers'

/**
 * Checks of one server from several places, sorted by time, each once: a write whose answer was lost is written again.
 */
export function mergeChecks(...parts: (readonly CheckRecord[])[]): CheckRecord[] {
  const all = parts.flat()
  // As most are: an hour after the other, each in its order.
  if (isRising(all)) return all
  const sorted = all.sort((one, other) => one.at - other.at)
  return sorted.filter((check, i) => {
    // Those of the same millisecond are neighbours, and few.
    for (let other = i - 1; sorted[other]?.at === check.at; other -= 1)
      if (isSame(sorted[other], check)) return false
    return true
  })
}

function isRising(checks: readonly CheckRecord[]): boolean {
  let last = -Infinity
  for (const { at } of checks) {
    if (at <= last) return false
    last = at
  }
  return true
}

function isSame(one: CheckRecord | undefined, other: CheckRecord): boolean {
  return (
    one !== undefined &&
    one.durationMs === other.durationMs &&
    one.origin === other.origin &&
    one.outcome === other.outcome &&
    one.verdict === other.verdict &&
    one.reason.code === other.reason.code
  )
}

/** By server, then by the hour in which they were. */
export function byServerAndHour(records: Iterable<CheckRecord>): Map<string, Map<number, CheckRecord[]>> {
  const servers = new Map<string, Map<number, CheckRecord[]>>()
  for (const record of records) {
    const hours = servers.get(record.server) ?? new Map<number, CheckRecord[]>()
    servers.set(record.server, hours)
    const start = floorTo(record.at, HOUR)
    const checks = hours.get(start)
    if (checks) checks.push(record)
    else hours.set(start, [record])
  }
  return servers
}
