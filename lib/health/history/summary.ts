import 'server-only'
import type { Failure, Verdict } from '@/lib/domain/connection'
import type { Bucket, CheckOutcome } from '@/lib/domain/health'
import type { CheckRecord } from '../check-record'
import { Histogram } from './histogram'
import { timeline, type State, STATES } from './timeline'

/** Why checks were not well, and how often. */
export interface Complaint {
  reason: Failure
  /** Weighs more than any slowness. */
  isFailure: boolean
  count: number
}

/** What happened in a stretch of time; of two that touch, the sum is known from the two. */
export interface Summary {
  checks: number
  failed: number
  /** Changes of verdict. */
  changes: number
  /** Milliseconds by state; what is missing to the whole was not watched. */
  time: Record<State, number>
  /** Of the checks that were answered. */
  histogram: Histogram
  complaints: Complaint[]
}

/** Kept of each stretch, so that the commonest over many is known well enough. */
const COMPLAINTS = 3

export function emptySummary(): Summary {
  return {
    ...{ checks: 0, failed: 0, changes: 0, complaints: [], histogram: new Histogram() },
    time: { healthy: 0, degraded: 0, unhealthy: 0, 'needs-auth': 0, unknown: 0, maintenance: 0 },
  }
}

export function wasAnswered(outcome: CheckOutcome): boolean {
  return outcome !== 'failed'
}

function addCheck(summary: Summary, check: CheckRecord, before: Verdict | undefined): void {
  const { outcome, durationMs, reason } = check
  summary.checks += 1
  if (!wasAnswered(outcome)) summary.failed += 1
  else if (durationMs !== null) summary.histogram.add(durationMs)
  if (before !== undefined && before !== check.verdict) summary.changes += 1
  if (outcome !== 'ok') complain(summary, { reason, isFailure: outcome !== 'slow', count: 1 })
}

function complain({ complaints }: Summary, { reason, isFailure, count }: Complaint): void {
  const same = complaints.find(
    (one) => one.reason.code === reason.code && one.reason.message === reason.message,
  )
  if (same) same.count += count
  else complaints.push({ reason, isFailure, count })
}

export function absorb(sum: Summary, part: Summary): void {
  sum.checks += part.checks
  sum.failed += part.failed
  sum.changes += part.changes
  for (const state of STATES) sum.time[state] += part.time[state]
  sum.histogram.absorb(part.histogram)
  for (const complaint of part.complaints) complain(sum, complaint)
}

/** Failures first, then by how often. */
export function worstComplaints({ complaints }: Summary): Complaint[] {
  return complaints
    .toSorted((one, other) => Number(other.isFailure) - Number(one.isFailure) || other.count - one.count)
    .slice(0, COMPLAINTS)
}

/** What a stretch of time is cut into: slot i begins at `origin + i * slotMs`. */
export interface Slots {
  from: number
  to: number
  slotMs: number
  /** Where slots are counted from; `from` where it is left out. */
  origin?: number
}

/** The checks of one server, sorted by time, by slot; those before `from` only tell what held when it began. */
export function summarize(
  checks: readonly CheckRecord[],
  { from, to, slotMs, origin = from }: Slots,
): Map<number, Summary> {
  const slots = new Map<number, Summary>()
  const slotAt = (at: number) => {
    const place = Math.floor((at - origin) / slotMs)
    const known = slots.get(place)
    if (known) return known
    const made = emptySummary()
    slots.set(place, made)
    return made
  }
  let before: Verdict | undefined
  for (const check of checks) {
    if (check.at >= from && check.at < to) addCheck(slotAt(check.at), check, before)
    before = check.verdict
  }
  for (const held of timeline(checks, from, to)) {
    for (let at = held.from; at < held.to;) {
      const end = Math.min(held.to, origin + (Math.floor((at - origin) / slotMs) + 1) * slotMs)
      slotAt(at).time[held.state] += end - at
      at = end
    }
  }
  return slots
}

export function toBucket(start: number, summary: Summary): Bucket {
  const { checks, failed, time, histogram } = summary
  return {
    start: new Date(start).toISOString(),
    ...{ checks, failed, time },
    p50Ms: rounded(histogram.quantile(0.5)),
    p95Ms: rounded(histogram.quantile(0.95)),
    p99Ms: rounded(histogram.quantile(0.99)),
    maxMs: rounded(histogram.maxMs),
    reason: worstComplaints(summary)[0]?.reason ?? null,
  }
}

/** To a tenth of a millisecond. */
export function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10
}
