import { amountWords, listWords } from '@/components/ui/number-words'
import type { Maintenance, MaintenanceWindow } from '@/lib/domain/incident'
import { dayWords, friendlyOf, type Weekly } from './weekly'

const moment = new Intl.DateTimeFormat(undefined, {
  ...{
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
})
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

/** "Mon to Fri at 22:00 (Europe/Berlin), for 2 h"; times of a single window in the reader's own zone. */
export function scheduleWords(schedule: Maintenance['schedule']): string {
  if (schedule.kind === 'once') return `Once, ${spanWords(schedule)}`
  const { cron, timezone, durationMinutes } = schedule
  const weekly = friendlyOf(cron)
  const when = weekly ? `${daysWords(weekly)} at ${weekly.time}` : `At ${cron}`
  return `${when} (${timezone}), for ${minutesWords(durationMinutes)}`
}

/** "Sun 22 Nov, 22:00 to 23:00", in the reader's own zone. */
export function spanWords({ from, to }: { from: string; to: string }): string {
  const [start, end] = [new Date(from), new Date(to)]
  const isSameDay = start.toDateString() === end.toDateString()
  return `${moment.format(start)} to ${(isSameDay ? clock : moment).format(end)}`
}

/** "2 h", "1 h 30 min", "3 d". */
export function minutesWords(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60]
  const parts = [
    ...(days > 0 ? [`${days} d`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(rest > 0 ? [`${rest} min`] : []),
  ]
  return parts.join(' ') || '0 min'
}

/** "All servers", "files, memory and 3 more; tags lab". */
export function scopeWords({
  all,
  servers,
  tags,
}: Pick<MaintenanceWindow, 'all' | 'servers' | 'tags'>): string {
  if (all) return 'All servers'
  const parts = [
    ...(servers.length > 0 ? [listWords(servers)] : []),
    ...(tags.length > 0
      ? [`${amountWords(tags.length, 'tag').replace(/^\S+ /, '')} ${listWords(tags)}`]
      : []),
  ]
  return parts.join('; ')
}

function daysWords({ weekdays }: Weekly): string {
  if (weekdays.length === 7) return 'Every day'
  const key = weekdays.join()
  if (key === '1,2,3,4,5') return 'Monday to Friday'
  if (key === '6,0') return 'Saturday and Sunday'
  return listWords(weekdays.map(dayWords), 7)
}
