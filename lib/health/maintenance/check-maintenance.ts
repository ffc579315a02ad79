import 'server-only'
import type { Maintenance, Schedule } from '@/lib/domain/incident'
import { AppError, messageOf } from '@/lib/kit/app-error'
import { storableText } from '@/lib/kit/storable-text'
import { cronOf, nextSpans } from './spans'

/** A window that begins more often is no window; each run of the schedule costs time to work out. */
const SHORTEST_PERIOD_MS = 15 * 60_000
/** So many runs in a row are looked at for that. */
const RUNS = 100

/** Throws `bad-input` with what is wrong and how it would be right. */
export function checkMaintenance(
  maintenance: Maintenance,
  { now, isKnown, before }: { now: number; isKnown: (server: string) => boolean; before?: Maintenance },
): Maintenance {
  const { all, servers, tags, schedule } = maintenance
  if (!all && servers.length + tags.length === 0) {
    throw bad('Say for which servers it is: some names, some tags, or all of them')
  }
  const strange = servers.find((name) => !isKnown(name) && !before?.servers.includes(name))
  if (!all && strange !== undefined) throw bad(`There is no server ${strange}; check the name`)
  checkSchedule(schedule, { now, before: before?.schedule })
  // Of all servers, names and tags would only mislead.
  return all ? { ...unique(maintenance), servers: [], tags: [] } : unique(maintenance)
}

/** Throws `bad-input`. A schedule that is over is refused, except where it was there before. */
export function checkSchedule(
  schedule: Schedule,
  { now, before }: { now: number; before?: Schedule | undefined },
) {
  if (schedule.kind === 'once') checkOnce(schedule)
  else checkRecurring(schedule)
  if (before !== undefined && JSON.stringify(before) === JSON.stringify(schedule)) return
  if (nextSpans(schedule, now, 1).length === 0) {
    throw bad('It would be over already, or never begin; choose a time to come')
  }
}

function checkOnce({ from, to }: Extract<Schedule, { kind: 'once' }>): void {
  if (Date.parse(to) <= Date.parse(from))
    throw bad('It ends before it begins; the end must be later than the start')
}

function checkRecurring(schedule: Extract<Schedule, { kind: 'recurring' }>): void {
  const { cron, timezone, from, until } = schedule
  if (!isTimezone(timezone)) {
    throw bad(`"${timezone}" is no timezone; name one as "Europe/Berlin" or "UTC"`)
  }
  if (from !== undefined && until !== undefined && Date.parse(until) <= Date.parse(from)) {
    throw bad('Its last day is before its first; the end must be later than the start')
  }
  if (shortestPeriod(cron, timezone) < SHORTEST_PERIOD_MS) {
    throw bad('It would begin more often than every 15 minutes; let it begin less often and last longer')
  }
}

function shortestPeriod(expression: string, timezone: string): number {
  const runs = readCron(expression, timezone).nextRuns(RUNS)
  return runs.reduce((shortest, run, index) => {
    const next = runs[index + 1]
    return next ? Math.min(shortest, next.getTime() - run.getTime()) : shortest
  }, Infinity)
}

function readCron(cron: string, timezone: string) {
  try {
    return cronOf({ cron, timezone })
  } catch (error) {
    const reason = messageOf(error).replace(/^Cron\w+: /, '')
    throw bad(
      `"${cron}" is no cron expression: ${reason}. It has five fields: minute, hour, day, month and weekday, as in "0 22 * * 1-5"`,
      error,
    )
  }
}

function isTimezone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

function unique(maintenance: Maintenance): Maintenance {
  return {
    ...maintenance,
    title: storableText(maintenance.title),
    servers: [...new Set(maintenance.servers)],
    tags: [...new Set(maintenance.tags.map(storableText))],
  }
}

function bad(message: string, cause?: unknown): AppError {
  return new AppError('bad-input', message, { cause })
}
