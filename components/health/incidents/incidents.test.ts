import { describe, expect, it } from 'vitest'
import type { FeedEntry } from '@/lib/domain/event'
import type { Incident, IncidentGroup } from '@/lib/domain/incident'
import { checkSpanOf } from './check-span'
import { incidentsUrl } from './incident-params'
import { chosenOf, rowsOf } from './incident-rows'
import { groupWords, headline, lastedWords, spanWords } from './incident-words'
import { timelineOf } from './timeline'

const START = Date.parse('2026-11-22T00:00:00Z')
const time = (second: number) => new Date(START + second * 1_000).toISOString()

function incident(id: string, part: Partial<Incident> = {}): Incident {
  return {
    ...{ id, server: `s-${id}`, severity: 'unhealthy', cause: { code: 'unreachable', message: 'No answer' } },
    ...{ openedAt: time(0), closedAt: null, end: null, group: null, silenced: false },
    ...{ acknowledged: null, notes: [] },
    ...part,
  }
}
const group = (part: Partial<IncidentGroup> = {}): IncidentGroup => ({
  ...{ id: 'g', cause: { code: 'unreachable', message: 'No answer' }, openedAt: time(0), closedAt: null },
  ...{ servers: 500, open: 500 },
  ...part,
})

describe('the words of an incident', () => {
  it.each([
    ['unhealthy', null, 'a is down'],
    ['unhealthy', time(5), 'a was down'],
    ['needs-auth', null, 'a needs a sign-in'],
    ['degraded', time(5), 'a was degraded'],
  ] as const)('says of %s, ended %s: "%s"', (severity, closedAt, words) => {
    expect(headline({ server: 'a', severity, closedAt })).toBe(words)
  })

  it('says how long it lasted, or has lasted so far', () => {
    expect(lastedWords({ openedAt: time(0), closedAt: time(200) }, 0)).toBe('3 min 20 s')
    expect(lastedWords({ openedAt: time(0), closedAt: null }, START + 7_200_000)).toBe('for 2 h')
    // The server does not know the reader's time.
    expect(lastedWords({ openedAt: time(0), closedAt: null }, 0)).toBe('')
  })

  it.each([
    [400, '400 ms'],
    [42_000, '42 s'],
    [3_600_000, '1 h'],
    [190_000_000, '2 d 4 h'],
    [-5, '<1 ms'],
  ])('says %d ms as "%s"', (ms, words) => {
    expect(spanWords(ms)).toBe(words)
  })

  it('says how many of a group are still down', () => {
    expect(groupWords(group())).toBe('500 servers fail together')
    expect(groupWords(group({ open: 20 }))).toBe('500 servers failed together, 20 still down')
    expect(groupWords(group({ open: 0 }))).toBe('500 servers failed together')
  })
})

describe('the rows of the list', () => {
  it('folds a group into one row where its newest is, also over pages', () => {
    const pages = [
      { items: [incident('a'), incident('b', { group: 'g' })], groups: [group()] },
      { items: [incident('c', { group: 'g' }), incident('d')], groups: [group()] },
    ]
    expect(rowsOf(pages).map(({ key }) => key)).toEqual(['a', 'group g', 'd'])
  })

  it('shows an incident alone whose group is not known', () => {
    expect(rowsOf([{ items: [incident('a', { group: 'gone' })], groups: [] }])).toMatchObject([
      { kind: 'one' },
    ])
  })

  it('acknowledges what is chosen and still there', () => {
    const rows = rowsOf([{ items: [incident('a'), incident('b', { group: 'g' })], groups: [group()] }])
    expect(chosenOf(rows, new Set(['a', 'group g', 'left']))).toEqual({ ids: ['a'], groups: ['g'] })
  })
})

describe('the timeline', () => {
  const entry = (id: number, second: number, event: Partial<FeedEntry['event']> = {}): FeedEntry =>
    ({ id, at: time(second), event: { kind: 'tools-changed', name: 's-a', tools: 1, ...event } }) as FeedEntry

  it('tells what was before, during and after', () => {
    const parts = timelineOf(incident('a', { openedAt: time(10), closedAt: time(60) }), [
      entry(1, 5),
      entry(2, 10),
      entry(3, 60),
      entry(4, 90),
    ])
    expect(parts.map(({ kind, entries }) => [kind, entries.map(({ id }) => id)])).toEqual([
      ['before', [1]],
      ['during', [2, 3]],
      ['after', [4]],
    ])
  })

  it('counts the word of its beginning and end to the incident, though they come later', () => {
    const closed = { kind: 'incident-closed', incident: 'a' } as const
    const parts = timelineOf(incident('a', { openedAt: time(10), closedAt: time(60) }), [
      entry(1, 65, closed),
    ])
    expect(parts).toMatchObject([{ kind: 'during', entries: [{ id: 1 }] }])
    expect(timelineOf(incident('b', { closedAt: time(60) }), [entry(1, 65, closed)])).toMatchObject([
      { kind: 'during', entries: [] },
      { kind: 'after' },
    ])
  })
})

it('looks at the checks around an incident, and not into the future', () => {
  const now = START + 3_600_000
  expect(checkSpanOf(incident('a', { closedAt: time(60) }), now)).toEqual({ from: time(-300), to: time(360) })
  expect(checkSpanOf(incident('a'), START + 30_000).to).toBe(time(60))
  expect(checkSpanOf(incident('a'), now)).toEqual({ from: time(-900), to: time(3_600) })
})

it('writes the address of a filtered list', () => {
  expect(incidentsUrl({ state: 'all', server: ['a b'] })).toBe('/health?tab=incidents&state=all&server=a+b')
})
