import 'server-only'
import type { Pool } from '@/lib/connections/pool'
import { AppError } from '@/lib/kit/app-error'
import type { Clock } from '@/lib/kit/clock'
import type { Logger } from '@/lib/kit/logger'
import { check, type Checked } from './check'
import { findingOfConnection } from './connection-finding'
import type { HealthAddresses } from './health-address'
import { type Finding, type LastCheck, lastCheckOf } from './health-state'
import { Revival } from './revival'
import type { Roster } from './roster'
import type { Times } from './times'
import type { Verdicts } from './verdicts'
import { asksTheSame, IDLE, type Watched } from './watched'

export interface CheckerParts {
  pool: Pick<Pool, 'probe' | 'revive' | 'stateOf'>
  addresses: Pick<HealthAddresses, 'ask'>
  roster: Pick<Roster, 'get'>
  verdicts: Pick<Verdicts, 'conclude' | 'aside'>
  clock: Clock
  times: Times
  logger: Logger
  /** For how long our own process has stood still since its start, in ms. */
  stalledMs: () => number
}

const EXCUSED_MS = 1_000
const MOST_EXCUSED = 3

type Why = Extract<Checked, { kind: 'skipped' }>['why']

/** Checks a server and hands on what came of it. */
export class Checker {
  readonly #revival: Revival

  constructor(private readonly parts: CheckerParts) {
    this.#revival = new Revival(parts.pool, parts.times)
  }

  /** Never rejects; the next check is due afterwards. */
  async checkDue(watched: Watched, signal: AbortSignal): Promise<void> {
    const { times, logger, stalledMs } = this.parts
    const startedAt = times.now()
    const stalledBefore = stalledMs()
    const { server } = watched
    try {
      const checked = await this.#ask(watched, { signal, byPerson: false })
      // What was found is true of a declaration that is no more; the new one is due already.
      if (!asksTheSame(server, watched.server)) return
      if (isOurFault(checked, watched, stalledMs() - stalledBefore)) {
        watched.excused += 1
        watched.dueAt = times.now() + EXCUSED_MS
        return
      }
      watched.excused = 0
      this.#take(watched, checked, startedAt)
    } catch (error) {
      if (signal.aborted) return
      logger.warn({ err: error, server: watched.name }, 'A check could not be made')
      if (watched.dueAt !== null) watched.dueAt = times.now() + watched.limits.intervalMs
    }
  }

  /** For a person. Throws what the pool refuses, and `too-busy` or `timed-out` where nothing could be found out. */
  async test(watched: Watched, signal: AbortSignal): Promise<LastCheck> {
    const startedAt = this.parts.times.now()
    const checked = await this.#ask(watched, { signal, byPerson: true })
    if (checked.kind === 'skipped') throw nothingFound(watched.name, checked.why)
    this.#take(watched, checked, startedAt)
    return lastCheckOf(checked.finding, watched.state.verdict)
  }

  #ask(watched: Watched, how: { signal: AbortSignal; byPerson: boolean }): Promise<Checked> {
    const { limits, server, state } = watched
    const isUndecided = state.verdict !== 'unhealthy' && !state.isFlapping && limits.fall > 1
    return check(this.parts, server, { limits, ...how, doubly: isUndecided && !how.byPerson })
  }

  #take(watched: Watched, checked: Checked, startedAt: number): void {
    const { roster, verdicts } = this.parts
    if (roster.get(watched.name) !== watched || watched.dueAt === null) return
    if (checked.kind === 'skipped') {
      this.#tookNothing(watched, checked.why, startedAt)
      return
    }
    // Its connection was faster to tell the same, or that it is back.
    if (checked.finding.outcome === 'failed' && watched.newsAt >= startedAt) return
    verdicts.conclude(watched, checked.finding, startedAt)
    this.#revival.afterCheck(watched, checked.finding.outcome)
  }

  #tookNothing(watched: Watched, why: Why, startedAt: number): void {
    const { times, pool, verdicts } = this.parts
    const now = times.now()
    if (why === 'busy') {
      const since = watched.heardAt >= startedAt ? null : (watched.silentSince ?? startedAt)
      verdicts.conclude(watched, findingOfBusy(watched, since, { now, at: times.wall() }), startedAt)
      watched.silentSince = since
      return
    }
    const { endpoint } = watched.server.spec
    const finding = findingOfConnection(pool.stateOf(watched.name), endpoint, times.wall())
    if (why === 'idle' && finding) {
      // A command that was given up: that it does not run is what there is to find, and another try what there is to do.
      verdicts.conclude(watched, { ...finding, weight: 1 }, now)
      this.#revival.ofCommand(watched)
      return
    }
    watched.dueAt = now + watched.limits.intervalMs
    if (why === 'idle' && now >= watched.foreignUntil) verdicts.aside(watched, IDLE)
  }
}

/**
 * A time limit that has passed while our own process stood still says nothing of the server, whose answer may wait to be read.
 * A few times: a process that stands still for ever must not call everything well.
 */
function isOurFault(checked: Checked, { limits, excused }: Watched, stalledMs: number): boolean {
  if (checked.kind === 'skipped' || excused >= MOST_EXCUSED) return false
  const { reason, outcome, durationMs } = checked.finding
  if (outcome !== 'failed' || reason.code !== 'timed-out') return false
  const overMs = (durationMs ?? 0) - limits.timeoutMs
  return Math.max(stalledMs, overMs) > limits.timeoutMs / 5
}

/** One that works on a call and can't do two things at a time is no failure; one that is stuck in it becomes one. */
function findingOfBusy(
  { limits, server }: Watched,
  silentSince: number | null,
  { now, at }: { now: number; at: number },
): Finding {
  const found = { at, durationMs: null, origin: 'probe', weight: 1 } as const
  if (silentSince === null)
    return { ...found, outcome: 'ok', reason: { code: 'ok', message: 'It answers calls' } }
  const silentMs = now - silentSince
  if (silentMs > server.spec.policy.callTimeoutMs) {
    const message = `It has answered nothing for ${seconds(silentMs)}, which is longer than a call may take.`
    return { ...found, outcome: 'failed', reason: { code: 'timed-out', message } }
  }
  const message = `It works on a call and answers nothing else, not even a ping within ${seconds(limits.timeoutMs)}.`
  return { ...found, outcome: 'half', reason: { code: 'busy', message } }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`
}

function nothingFound(name: string, why: Why): AppError {
  switch (why) {
    case 'busy':
      return new AppError('too-busy', `${name} works on a call and answers nothing else meanwhile`)
    case 'connecting':
      return new AppError(
        'timed-out',
        `${name} is still being connected. Its connection shows how that goes; test it again in a moment`,
      )
    case 'idle':
      return new AppError('timed-out', `${name} was stopped while it was tested. Test it again`)
  }
}
