import { describe, expect, it } from 'vitest'
import { type Maintenance, maintenanceSchema } from '@/lib/domain/incident'
import { checkMaintenance } from './check-maintenance'

const NOW = Date.parse('2026-11-22T12:00:00Z')

function check(part: Partial<Maintenance>, before?: Maintenance) {
  const schedule = { kind: 'once' as const, from: '2026-11-23T00:00:00Z', to: '2026-11-23T01:00:00Z' }
  const whole = maintenanceSchema.parse({ title: 'Upgrade', servers: ['files'], schedule, ...part })
  const isKnown = (name: string) => name === 'files'
  return checkMaintenance(whole, { now: NOW, isKnown, ...(before && { before }) })
}
const recurring = (cron: string, part: object = {}): Partial<Maintenance> => ({
  schedule: { kind: 'recurring', cron, timezone: 'Europe/Berlin', durationMinutes: 60, ...part },
})

describe('checkMaintenance', () => {
  it('takes what is right as it is, each name once', () => {
    expect(check({ servers: ['files', 'files'], tags: ['prod'] })).toMatchObject({
      servers: ['files'],
      tags: ['prod'],
    })
    expect(check(recurring('0 22 * * 1-5')).schedule.kind).toBe('recurring')
  })

  it('needs no names where it is of all', () => {
    expect(check({ all: true })).toMatchObject({ all: true, servers: [], tags: [] })
  })

  it.each<[string, Partial<Maintenance>, RegExp]>([
    ['of no server', { servers: [] }, /for which servers/],
    ['of a server that is not there', { servers: ['files', 'fils'] }, /no server fils/],
    [
      'that ends before it begins',
      { schedule: { kind: 'once', from: '2026-11-23T01:00:00Z', to: '2026-11-23T00:00:00Z' } },
      /ends before it begins/,
    ],
    [
      'that is over',
      { schedule: { kind: 'once', from: '2026-11-20T01:00:00Z', to: '2026-11-20T02:00:00Z' } },
      /over already/,
    ],
    ['of nonsense', recurring('every night'), /"every night" is no cron expression/],
    ['at a minute that no hour has', recurring('61 * * * *'), /Invalid value for minute: 61/],
    ['with seconds', recurring('0 0 22 * * *'), /five fields/],
    ['of a place that is on no map', recurring('0 22 * * *', { timezone: 'Mars/Base' }), /no timezone/],
    ['that never begins', recurring('0 0 31 2 *'), /never begin/],
    ['that begins every minute', recurring('* * * * *'), /more often than every 15 minutes/],
    [
      'whose last day is before its first',
      recurring('0 22 * * *', { from: '2027-01-02T00:00:00Z', until: '2027-01-01T00:00:00Z' }),
      /last day is before/,
    ],
  ])('refuses a window %s, and says why', (_, part, message) => {
    expect(() => check(part)).toThrow(message)
  })

  it('lets the words of a window that is over be mended, and its server be gone', () => {
    const schedule = { kind: 'once' as const, from: '2026-11-20T00:00:00Z', to: '2026-11-20T01:00:00Z' }
    const before = maintenanceSchema.parse({ title: 'Upgrde', servers: ['gone'], schedule })
    expect(check({ title: 'Upgrade', servers: ['gone'], schedule }, before).title).toBe('Upgrade')
  })
})
