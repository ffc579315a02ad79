import { describe, expect, it } from 'vitest'
import type { Incident } from '@/lib/domain/incident'
import { lanesOf } from './timeline-lanes'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour)).toISOString()
const SPAN = { from: Date.parse(at(6)), to: Date.parse(at(12)) }
const CAUSE = { code: 'unreachable', message: 'No answer' }

const incident = (id: string, server: string, part: Partial<Incident> = {}): Incident => ({
  id,
  server,
  severity: 'unhealthy',
  cause: CAUSE,
  openedAt: at(8),
  closedAt: at(9),
  end: 'recovered',
  group: null,
  silenced: false,
  acknowledged: null,
  notes: [],
  ...part,
})

describe('lanesOf', () => {
  it('gives each server a lane, those with an open incident first, then the latest', () => {
    const lanes = lanesOf(
      [
        incident('1', 'early', { openedAt: at(7), closedAt: at(8) }),
        incident('2', 'late', { openedAt: at(10), closedAt: at(11) }),
        incident('3', 'open', { closedAt: null }),
        incident('4', 'early', { openedAt: at(6), closedAt: at(7) }),
      ],
      [],
      SPAN,
    )
    expect(lanes.map((lane) => lane.key)).toEqual(['open', 'late', 'early'])
    expect(lanes[2]?.bars).toHaveLength(2)
  })

  it('keeps bars within the span; an open one reaches to its end', () => {
    const [lane] = lanesOf([incident('1', 'a', { openedAt: at(1), closedAt: null })], [], SPAN)
    expect(lane?.bars[0]).toMatchObject({ ...SPAN, isOpen: true })
  })

  it('makes one lane of servers that failed together, as bad as the worst of them', () => {
    const group = '00000000-0000-4000-8000-00000000000a'
    const lanes = lanesOf(
      [
        incident('1', 'a', { group, severity: 'degraded' }),
        incident('2', 'b', { group }),
        incident('3', 'c', { group, severity: 'needs-auth' }),
        incident('4', 'alone'),
      ],
      [{ id: group, cause: CAUSE, openedAt: at(8), closedAt: null, servers: 500, open: 3 }],
      SPAN,
    )
    expect(lanes.map((lane) => lane.title)).toEqual(['500 servers together', 'alone'])
    expect(lanes[0]).toMatchObject({
      server: null,
      bars: [{ severity: 'unhealthy', incident: '2', isOpen: true }],
    })
  })
})
