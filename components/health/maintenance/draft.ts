import { type Maintenance, maintenanceSchema, type MaintenanceWindow } from '@/lib/domain/incident'
import { cronOf, friendlyOf } from './weekly'

/** What the form holds: texts as typed, times as the reader's own clock shows them. */
export interface MaintenanceDraft {
  title: string
  scope: 'all' | 'some'
  servers: string[]
  tags: string[]
  kind: 'once' | 'weekly' | 'cron'
  /** As `datetime-local` fields have them. */
  from: string
  to: string
  /** From 0, Sunday, to 6. */
  weekdays: number[]
  /** "22:00" */
  time: string
  cron: string
  timezone: string
  hours: string
  minutes: string
}

export type DraftErrors = Partial<Record<keyof MaintenanceDraft, string>>

/** What a part of the form works on. */
export interface DraftPartProps {
  draft: MaintenanceDraft
  errors: DraftErrors
  onChange: (part: Partial<MaintenanceDraft>) => void
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A new window begins at the next full hour. */
export function newDraft(now: number, timezone: string): MaintenanceDraft {
  const from = Math.ceil((now + 1) / HOUR) * HOUR
  return {
    ...{ title: '', scope: 'some', servers: [], tags: [], kind: 'once' },
    ...{ from: localOf(from), to: localOf(from + HOUR) },
    ...{ weekdays: [1, 2, 3, 4, 5], time: '22:00', cron: '0 22 * * 1-5', timezone },
    ...{ hours: '1', minutes: '0' },
  }
}

export function draftOf(window: MaintenanceWindow, now: number, timezone: string): MaintenanceDraft {
  const { title, all, servers, tags, schedule } = window
  const draft: MaintenanceDraft = {
    ...newDraft(now, timezone),
    ...{ title, scope: all ? 'all' : 'some', servers, tags },
  }
  if (schedule.kind === 'once') {
    return { ...draft, from: localOf(Date.parse(schedule.from)), to: localOf(Date.parse(schedule.to)) }
  }
  const { cron, durationMinutes } = schedule
  const weekly = friendlyOf(cron)
  return {
    ...draft,
    ...(weekly ? { kind: 'weekly', ...weekly } : { kind: 'cron' }),
    ...{ cron, timezone: schedule.timezone },
    ...{ hours: String(Math.floor(durationMinutes / 60)), minutes: String(durationMinutes % 60) },
  }
}

/** What can be said without asking; the rest (cron, timezone, names) the server says. */
export function errorsOf(draft: MaintenanceDraft): DraftErrors {
  const errors: DraftErrors = {}
  if (draft.title.trim() === '') errors.title = 'Say what it is for, as others will see it'
  if (draft.scope === 'some' && draft.servers.length + draft.tags.length === 0) {
    errors.servers = 'Choose servers or tags, or all servers'
  }
  return { ...errors, ...scheduleErrorsOf(draft) }
}

export function scheduleErrorsOf(draft: MaintenanceDraft): DraftErrors {
  const errors: DraftErrors = {}
  if (draft.kind === 'once') {
    if (Number.isNaN(timeOf(draft.from))) errors.from = 'Choose when it begins'
    if (Number.isNaN(timeOf(draft.to))) errors.to = 'Choose when it ends'
    else if (timeOf(draft.to) <= timeOf(draft.from)) errors.to = 'It must end after it begins'
    return errors
  }
  const minutes = durationOf(draft)
  if (Number.isNaN(minutes) || minutes < 1) errors.hours = 'Say how long it lasts, a minute at least'
  else if (minutes > 10_080) errors.hours = 'A week is the longest; let it begin more often'
  if (draft.kind === 'weekly') {
    if (draft.weekdays.length === 0) errors.weekdays = 'Choose a day'
    if (!/^\d\d:\d\d$/.test(draft.time)) errors.time = 'Choose when it begins'
  } else if (draft.cron.trim() === '') errors.cron = 'Say when it begins: minute, hour, day, month, weekday'
  if (draft.timezone.trim() === '') errors.timezone = 'Name a timezone, as "Europe/Berlin"'
  return errors
}

/** Of a draft without errors. What the form does not show (a first and a last day) is kept from `before`. */
export function scheduleOf(draft: MaintenanceDraft, before?: MaintenanceWindow): Maintenance['schedule'] {
  if (draft.kind === 'once') {
    return { kind: 'once', from: isoOf(draft.from), to: isoOf(draft.to) }
  }
  const limits = before?.schedule.kind === 'recurring' ? before.schedule : undefined
  return {
    kind: 'recurring',
    cron: draft.kind === 'weekly' ? cronOf(draft) : draft.cron.trim(),
    timezone: draft.timezone.trim(),
    durationMinutes: durationOf(draft),
    ...(limits?.from !== undefined && { from: limits.from }),
    ...(limits?.until !== undefined && { until: limits.until }),
  }
}

/** Of a draft without errors. */
export function maintenanceOf(draft: MaintenanceDraft, before?: MaintenanceWindow): Maintenance {
  const all = draft.scope === 'all'
  return maintenanceSchema.parse({
    ...{ title: draft.title, all, schedule: scheduleOf(draft, before) },
    ...{ servers: all ? [] : draft.servers, tags: all ? [] : draft.tags },
  })
}

function durationOf({ hours, minutes }: MaintenanceDraft): number {
  const [h, m] = [hours, minutes].map((text) => (text.trim() === '' ? 0 : Number(text)))
  const sum = (h ?? 0) * 60 + (m ?? 0)
  return Number.isInteger(sum) ? sum : Number.NaN
}

/** In the reader's own zone, as the field shows it. */
function timeOf(local: string): number {
  return new Date(local).getTime()
}

function isoOf(local: string): string {
  return new Date(local).toISOString()
}

function localOf(ms: number): string {
  const shifted = new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE)
  return shifted.toISOString().slice(0, 16)
}
