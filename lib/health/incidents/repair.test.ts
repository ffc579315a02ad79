import { describe, expect, it } from 'vitest'
import type { Verdict } from '@/lib/domain/connection'
import type { StoredIncident } from '@/lib/store/incident-rows'
import { SETTLE_MS } from './decide'
import { repair, type Surroundings } from './repair'

const START = Date.parse('2026-11-22T00:00:00Z')
const time = (second: number) => new Date(START + second * 1_000).toISOString()
const REASON = { code: 'timed-out', message: 'No answer within 10 s' }

function incident(part: Partial<StoredIncident> = {}): StoredIncident {
  return {
    ...{ id: 'one', server: 'a', tags: [], severity: 'unhealthy', cause: REASON, silenced: false },
    ...{ openedAt: time(0), closedAt: null, end: null, group: null, acknowledged: null, notes: [] },
    ...{ dueAt: time(0), toTell: null, toldAlone: false, settles: false, recoveredAt: null },
    ...part,
  }
}

function repaired({
  open = [],
  verdicts = [],
  ...part
}: Partial<Surroundings> & { open?: StoredIncident[]; verdicts?: [string, Verdict, number][] }) {
  return repair(
    { open: new Map(open.map((one) => [one.server, one])), lately: new Map() },
    verdicts.map(([server, verdict, since]) => ({ server, verdict, reason: REASON, since: time(since) })),
    {
      ...{ now: START + 60_000, newId: () => 'new', standingOf: () => 'enabled', isSilenced: () => false },
      ...part,
    },
  )
}

describe('repair', () => {
  it('leaves alone what agrees', () => {
    expect(repaired({ open: [incident()], verdicts: [['a', 'unhealthy', 0]] })).toEqual([])
    expect(repaired({ verdicts: [['a', 'healthy', 0]] })).toEqual([])
  })

  it('opens what was stored as ill and opened by nobody, from when it became so', () => {
    expect(repaired({ verdicts: [['a', 'needs-auth', 7]] })).toMatchObject([
      { kind: 'open', server: 'a', severity: 'needs-auth', at: time(7), silenced: false },
    ])
  })

  it('closes what was stored as well and closed by nobody, from when it became so', () => {
    expect(repaired({ open: [incident()], verdicts: [['a', 'healthy', 30]] })).toMatchObject([
      { kind: 'close', at: time(30), end: 'recovered' },
    ])
  })

  it.each(['disabled', 'removed'] as const)('closes the incident of a server that is %s', (standing) => {
    expect(
      repaired({ open: [incident()], verdicts: [['a', 'unhealthy', 0]], standingOf: () => standing }),
    ).toMatchObject([{ kind: 'close', at: time(60), end: standing }])
  })

  it('opens nothing for a server that is not watched', () => {
    expect(repaired({ verdicts: [['a', 'unhealthy', 0]], standingOf: () => 'disabled' })).toEqual([])
  })

  it('keeps an incident of which nothing is known now', () => {
    expect(repaired({ open: [incident()] })).toEqual([])
    expect(repaired({ open: [incident()], verdicts: [['a', 'unknown', 5]] })).toEqual([])
  })

  it('makes an incident worse that has become so unnoticed', () => {
    const open = [incident({ severity: 'degraded' })]
    expect(repaired({ open, verdicts: [['a', 'unhealthy', 0]] })).toEqual([
      { kind: 'worsen', id: 'one', server: 'a', severity: 'unhealthy' },
    ])
  })

  it('silences what began in a window, and tells of it when the window is over', () => {
    const isSilenced = (_: string, ms: number) => ms < START + 30_000
    expect(repaired({ verdicts: [['a', 'unhealthy', 10]], isSilenced })).toMatchObject([{ silenced: true }])
    const open = [incident({ silenced: true })]
    const verdicts: [string, Verdict, number][] = [['a', 'unhealthy', 10]]
    expect(repaired({ open, verdicts, isSilenced, now: START + 29_000 })).toEqual([])
    expect(repaired({ open, verdicts, isSilenced })).toEqual([
      { kind: 'unsilence', id: 'one', server: 'a', at: time(60) },
    ])
  })

  it('closes what has been well for long enough, from when it became so', () => {
    const open = [incident({ settles: true, recoveredAt: time(5) })]
    const verdicts: [string, Verdict, number][] = [['a', 'healthy', 5]]
    expect(repaired({ open, verdicts, now: START + SETTLE_MS })).toEqual([])
    expect(repaired({ open, verdicts, now: START + 5_000 + SETTLE_MS })).toMatchObject([
      { kind: 'close', at: time(5), end: 'recovered' },
    ])
    expect(repaired({ open, verdicts: [['a', 'unhealthy', 6]], now: START + SETTLE_MS * 2 })).toMatchObject([
      { kind: 'relapse' },
    ])
  })
})
