/** Some days of the week at a time: what most recurring windows are. */
export interface Weekly {
  /** From 0, Sunday, to 6; in the order of the week, Monday first. */
  weekdays: number[]
  /** "22:00" */
  time: string
}

/** Monday first. */
export const WEEK = [1, 2, 3, 4, 5, 6, 0] as const
const DAY_WORDS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

export function dayWords(weekday: number): string {
  return DAY_WORDS[weekday] ?? ''
}

/** "0 22 * * 1-5" */
export function cronOf({ weekdays, time }: Weekly): string {
  const [hour, minute] = time.split(':').map(Number)
  return `${minute ?? 0} ${hour ?? 0} * * ${daysField(weekdays)}`
}

function daysField(weekdays: readonly number[]): string {
  const days = WEEK.filter((day) => weekdays.includes(day))
  if (days.length === 7) return '*'
  if (days.join() === '1,2,3,4,5') return '1-5'
  return [...days].sort((a, b) => a - b).join(',')
}

/** What an expression says, where it says no more than days of the week at a time; else undefined. */
export function friendlyOf(cron: string): Weekly | undefined {
  const [minute = '', hour = '', day, month, weekday = '', ...rest] = cron.trim().split(/\s+/)
  if (rest.length > 0 || day !== '*' || month !== '*') return undefined
  if (!isNumber(minute, 59) || !isNumber(hour, 23)) return undefined
  const weekdays = daysOf(weekday)
  if (!weekdays) return undefined
  return { weekdays, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` }
}

function isNumber(text: string, most: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) <= most
}

function daysOf(field: string): number[] | undefined {
  if (field === '*') return [...WEEK]
  const days = new Set<number>()
  for (const part of field.split(',')) {
    const [first, last = first] = part.split('-').map(dayOf)
    if (first === undefined || last === undefined || last < first) return undefined
    // 7 is Sunday too.
    for (let day = first; day <= last; day += 1) days.add(day % 7)
  }
  return WEEK.filter((day) => days.has(day))
}

function dayOf(text: string): number | undefined {
  const named = NAMES.indexOf(text.toUpperCase())
  if (named >= 0) return named
  return /^[0-7]$/.test(text) ? Number(text) : undefined
}
