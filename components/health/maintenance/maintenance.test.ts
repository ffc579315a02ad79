import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MaintenanceWindow } from '@/lib/domain/incident'
import { draftOf, errorsOf, maintenanceOf, newDraft } from './draft'
import { minutesWords, scheduleWords, scopeWords } from './schedule-words'
import { cronOf, friendlyOf, WEEK } from './weekly'

const NOW = Date.parse('2026-11-22T12:34:00Z')
const ZONE = 'Europe/Berlin'

function window(part: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    ...{ id: 'w', title: 'Upgrade', all: false, servers: ['files'], tags: [] },
    schedule: { kind: 'recurring', cron: '0 22 * * 1-5', timezone: ZONE, durationMinutes: 90 },
    ...{ createdAt: '2026-11-01T00:00:00.000Z', now: null, next: null },
    ...part,
  }
}

describe('days of the week as cron', () => {
  it.each([
    [[1, 2, 3, 4, 5], '22:00', '0 22 * * 1-5'],
    [[6, 0], '02:30', '30 2 * * 0,6'],
    [[...WEEK], '00:00', '0 0 * * *'],
    [[3], '09:05', '5 9 * * 3'],
  ])('writes %j at %s as "%s"', (weekdays, time, cron) => {
    expect(cronOf({ weekdays, time })).toBe(cron)
  })

  it('reads what it writes', () => {
    const weekly = fc.record({
      weekdays: fc.subarray([...WEEK], { minLength: 1 }),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
    })
    fc.assert(
      fc.property(weekly, ({ weekdays, hour, minute }) => {
        const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
        expect(friendlyOf(cronOf({ weekdays, time }))).toEqual({ weekdays, time })
      }),
    )
  })

  it('reads names, ranges and both Sundays', () => {
    expect(friendlyOf('0 8 * * mon-wed,SUN')?.weekdays).toEqual([1, 2, 3, 0])
    expect(friendlyOf('0 8 * * 5-7')?.weekdays).toEqual([5, 6, 0])
  })

  it.each(['0 3 1 * *', '*/15 2 * * *', '0 2,14 * * *', '0 2 * * 1#2', '@daily', 'nonsense', '0 0 2 * * 1'])(
    'leaves %s to experts',
    (cron) => {
      expect(friendlyOf(cron)).toBeUndefined()
    },
  )
})

describe('the form', () => {
  it('begins with the next full hour', () => {
    const { from, to } = newDraft(NOW, ZONE)
    expect(new Date(from).toISOString()).toBe('2026-11-22T13:00:00.000Z')
    expect(new Date(to).toISOString()).toBe('2026-11-22T14:00:00.000Z')
  })

  it('says what is missing', () => {
    expect(errorsOf(newDraft(NOW, ZONE))).toMatchObject({ title: /what it is for/i, servers: /choose/i })
    const draft = { ...newDraft(NOW, ZONE), title: 'x', scope: 'all' as const }
    expect(errorsOf(draft)).toEqual({})
    expect(errorsOf({ ...draft, to: draft.from })).toHaveProperty('to')
    expect(errorsOf({ ...draft, kind: 'weekly', weekdays: [] })).toHaveProperty('weekdays')
    expect(errorsOf({ ...draft, kind: 'weekly', hours: '0', minutes: '' })).toHaveProperty('hours')
    expect(errorsOf({ ...draft, kind: 'weekly', hours: '1.5' })).toEqual({})
    expect(errorsOf({ ...draft, kind: 'weekly', hours: 'x' })).toHaveProperty('hours')
    expect(errorsOf({ ...draft, kind: 'weekly', hours: '200' })).toHaveProperty('hours')
    expect(errorsOf({ ...draft, kind: 'cron', cron: ' ' })).toHaveProperty('cron')
  })

  it.each([
    window(),
    window({ all: true, servers: [] }),
    window({ schedule: { kind: 'recurring', cron: '0 3 1 * *', timezone: 'UTC', durationMinutes: 30 } }),
    window({ schedule: { kind: 'once', from: '2026-11-23T10:00:00.000Z', to: '2026-11-23T12:00:00.000Z' } }),
  ])('gives back a window that nobody has changed', (before) => {
    const { title, all, servers, tags, schedule } = before
    expect(maintenanceOf(draftOf(before, NOW, ZONE), before)).toEqual({ title, all, servers, tags, schedule })
  })

  it('keeps the first and the last day, which it does not show', () => {
    const limits = { from: '2026-12-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' }
    const schedule = { ...window().schedule, ...limits } as MaintenanceWindow['schedule']
    const before = window({ schedule })
    expect(maintenanceOf(draftOf(before, NOW, ZONE), before).schedule).toEqual(schedule)
  })
})

describe('the words of a window', () => {
  it('says when it recurs', () => {
    expect(scheduleWords(window().schedule)).toBe('Monday to Friday at 22:00 (Europe/Berlin), for 1 h 30 min')
    const at = (cron: string) =>
      scheduleWords({ kind: 'recurring', cron, timezone: 'UTC', durationMinutes: 60 })
    expect(at('0 2 * * *')).toBe('Every day at 02:00 (UTC), for 1 h')
    expect(at('0 2 * * 0,6')).toBe('Saturday and Sunday at 02:00 (UTC), for 1 h')
    expect(at('0 2 * * 1,3')).toBe('Monday and Wednesday at 02:00 (UTC), for 1 h')
    expect(at('0 3 1 * *')).toBe('At 0 3 1 * * (UTC), for 1 h')
  })

  it('says of whom', () => {
    expect(scopeWords(window({ all: true }))).toBe('All servers')
    expect(scopeWords(window({ tags: ['lab'] }))).toBe('files; tag lab')
    expect(scopeWords(window({ servers: [], tags: ['lab', 'prod'] }))).toBe('tags lab and prod')
  })

  it.each([
    [1, '1 min'],
    [120, '2 h'],
    [1_500, '1 d 1 h'],
  ])('says %d minutes as "%s"', (minutes, words) => {
    expect(minutesWords(minutes)).toBe(words)
  })
})
