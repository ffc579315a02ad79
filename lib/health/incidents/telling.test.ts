import { describe, expect, it } from 'vitest'
import type { StoredIncident } from '@/lib/store/incident-rows'
import { GROUP_FROM } from './groups'
import { newsOf } from './news'
import { isUrgent, planTelling } from './telling'

const AT = '2026-11-22T00:00:00.000Z'
const CAUSE = { code: 'unreachable', message: 'No answer' }

function incident(id: string, part: Partial<StoredIncident> = {}): StoredIncident {
  return {
    ...{ id, server: `s-${id}`, tags: [], severity: 'unhealthy', cause: CAUSE, silenced: false },
    ...{ openedAt: AT, closedAt: null, end: null, group: null, acknowledged: null, notes: [] },
    ...{ dueAt: AT, toTell: 'opening', toldAlone: false, settles: false, recoveredAt: null },
    ...part,
  }
}
const over = { closedAt: '2026-11-22T00:00:05.000Z', end: 'recovered' } as const

function told(untold: StoredIncident[], near: StoredIncident[] = [], isReady = () => true) {
  const plan = planTelling({ untold, near, groups: [] }, isReady, () => 'group')
  return { plan, kinds: newsOf({ ...plan, closed: [] }).map(({ kind }) => kind) }
}

describe('planTelling', () => {
  it('tells of one server alone', () => {
    expect(told([incident('a')]).kinds).toEqual(['incident-opened'])
  })

  it('tells of a group first, and then of its members with its id', () => {
    const members = Array.from({ length: 500 }, (_, n) => incident(`m${n}`))
    const { plan, kinds } = told(members)
    expect(kinds.filter((kind) => kind === 'incident-group-opened')).toHaveLength(1)
    expect(kinds[0]).toBe('incident-group-opened')
    expect(plan.tellings.every(({ incident: { group } }) => group === 'group')).toBe(true)
  })

  it('pulls in the few that were told of alone', () => {
    const near = Array.from({ length: GROUP_FROM - 1 }, (_, n) => incident(`n${n}`, { toTell: null }))
    const { plan } = told([incident('a')], near)
    expect(plan.made[0]?.members).toHaveLength(GROUP_FROM)
    expect(plan.told).toEqual(['a'])
  })

  it('tells of what was over before anybody was told, both at once', () => {
    expect(told([incident('a', { ...over, toTell: 'both' })]).kinds).toEqual([
      'incident-opened',
      'incident-closed',
    ])
  })

  it('leaves beginnings for later where only what is urgent is told', () => {
    const rows = [
      incident('a'),
      incident('b', { ...over, toTell: 'ending' }),
      incident('c', { silenced: true }),
    ]
    expect(rows.filter(isUrgent).map(({ id }) => id)).toEqual(['b', 'c'])
  })

  it('keeps what is silenced out of groups', () => {
    const members = Array.from({ length: 20 }, (_, n) => incident(`m${n}`, { silenced: true }))
    expect(told(members).plan.made).toEqual([])
  })

  it('says how long it took', () => {
    const { plan } = told([incident('a', { ...over, toTell: 'ending' })])
    expect(newsOf({ ...plan, closed: [] })).toMatchObject([
      { kind: 'incident-closed', durationMs: 5_000, end: 'recovered' },
    ])
  })
})
