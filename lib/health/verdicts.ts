import 'server-only'
import type { Failure } from '@/lib/domain/connection'
import type { CheckOutcome } from '@/lib/domain/health'
import type { WindowNow } from './maintenance/maintenance-windows'
import type { CheckRecord } from './check-record'
import { classify } from './classify'
import type { Finding, HealthState } from './health-state'
import type { Saver } from './saver'
import { type Delay, delayAfter, holdsMs, nextCheckAt } from './schedule'
import type { Times } from './times'
import { setAside, type Watched } from './watched'

export interface VerdictParts {
  saver: Pick<Saver, 'record' | 'changed' | 'touch' | 'soon'>
  times: Times
  random: () => number
  maintenanceOf: (server: { name: string; tags: readonly string[] }, ms: number) => WindowNow | null
  /** Other processes read the rows, so each finding is written; alone, only what matters is. */
  isShared: boolean
  onRecord: (record: CheckRecord) => void
}

/** Alone, a row whose server just goes on answering is written so often. */
const REWRITE_MS = 600_000
const LONGEST_REASON = 1_000

/** Draws the conclusions: from a finding to the verdict, the next check, the record, and the news. */
export class Verdicts {
  readonly outcomes: Record<CheckOutcome, number> = { ok: 0, slow: 0, half: 0, failed: 0, 'needs-auth': 0 }

  constructor(private readonly parts: VerdictParts) {}

  /** `startedAt` is when the check began, by the clock that never steps. */
  conclude(watched: Watched, found: Finding, startedAt: number): void {
    const { times, random, saver } = this.parts
    const finding = { ...found, reason: shortened(found.reason) }
    const { limits, state: before } = watched
    const now = times.now()
    const graceLeftMs = Math.max(0, watched.graceUntil - now)
    const elapsedMs = now - watched.judgedAt
    watched.state = classify(before, finding, { limits, elapsedMs, inGrace: graceLeftMs > 0 })
    watched.judgedAt = now
    watched.foreignUntil = -Infinity
    watched.silentSince = null
    this.outcomes[finding.outcome] += 1
    const delay = delayAfter(watched.state, { limits, graceLeftMs, random: random() })
    watched.dueAt = nextCheckAt(delay, { startedAt, endedAt: now })
    this.#record(watched, finding, delay)
    if (this.#isWorthWriting(watched, before, now)) saver.touch(watched.name)
    if (finding.origin === 'person') saver.soon()
    this.#tell(watched, before, finding.at)
  }

  /** It is not checked for a while, for a reason that is no failure. */
  aside(watched: Watched, reason: Failure): void {
    const before = watched.state
    if (before.verdict === 'unknown' && before.reason.code === reason.code) return
    watched.state = setAside(watched, reason, this.parts.times.wall())
    this.parts.saver.touch(watched.name)
    this.#tell(watched, before, watched.state.since)
  }

  #record({ name, server, state, limits }: Watched, finding: Finding, delay: Delay): void {
    const { at, durationMs, outcome, reason, origin } = finding
    const record: CheckRecord = {
      ...{ server: name, at, durationMs, outcome, reason, origin },
      verdict: state.verdict,
      maintenance: this.#maintenanceOf(server.spec, at) !== null,
      holdsMs: holdsMs(delay, limits),
    }
    this.parts.saver.record(record)
    this.parts.onRecord(record)
  }

  #isWorthWriting({ state, savedAt }: Watched, before: HealthState, now: number): boolean {
    if (this.parts.isShared || now - savedAt > REWRITE_MS) return true
    const isQuiet = before.last?.outcome === 'ok' && state.last?.outcome === 'ok'
    return !isQuiet || state.verdict !== before.verdict || state.isFlapping !== before.isFlapping
  }

  #tell({ name, server, state }: Watched, before: HealthState, at: number): void {
    if (state.verdict === before.verdict) return
    this.parts.saver.changed({
      ...{ server: name, at: new Date(at).toISOString(), from: before.verdict, to: state.verdict },
      reason: state.reason,
      silenced: this.#maintenanceOf(server.spec, at) !== null,
    })
  }

  #maintenanceOf({ name, tags }: { name: string; tags: readonly string[] }, at: number): WindowNow | null {
    return this.parts.maintenanceOf({ name, tags }, at)
  }
}

function shortened({ code, message }: Failure): Failure {
  return { code, message: message.length > LONGEST_REASON ? `${message.slice(0, LONGEST_REASON)}…` : message }
}
