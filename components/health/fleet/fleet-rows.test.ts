import { describe, expect, it } from 'vitest'
import { generatedFleet } from '@/e2e/fixtures/generated-fleet'
import type { FleetRow } from '@/lib/domain/api/health'
import { countVerdicts, flappiest, slowest, sorted, verdictNow, withName, withVerdicts } from './fleet-rows'

const row = (name: string, part: Partial<FleetRow> = {}): FleetRow => ({
  name,
  cells: 'hhhh',
  checks: 100,
  failed: 0,
  p50Ms: 10,
  p95Ms: 20,
  p99Ms: 30,
  changes: 0,
  uptime: 1,
  verdict: 'healthy',
  ...part,
})
const names = (rows: readonly FleetRow[]) => rows.map((each) => each.name)

describe('verdictNow', () => {
  it('is what is thought now, whatever the last cell shows', () => {
    expect(verdictNow({ verdict: 'healthy', cells: 'hhuu' })).toBe('healthy')
  })

  it('is what was thought last of one that is not watched any more', () => {
    expect(verdictNow({ cells: 'hhu...' })).toBe('unhealthy')
    expect(verdictNow({ cells: 'hdm.' })).toBe('degraded')
    expect(verdictNow({ cells: '....' })).toBe('unknown')
  })
})

describe('orders', () => {
  const rows = [
    row('a'),
    row('b', { verdict: 'unhealthy', uptime: 0.9, changes: 1 }),
    row('c', { verdict: 'unhealthy', uptime: 0.2, p95Ms: null, changes: 8 }),
    row('d', { verdict: 'needs-auth', uptime: null, p95Ms: 900 }),
    row('e', { verdict: 'degraded', p95Ms: 5_000, changes: 3 }),
    row('f', { uptime: 0.99, changes: 2 }),
    row('g', { verdict: 'unknown', p95Ms: null, uptime: null }),
  ]

  it('puts first what wants a person first, and last what nobody watches', () => {
    expect(names(sorted(rows, 'worst'))).toEqual(['c', 'b', 'd', 'e', 'f', 'a', 'g'])
    const lost = row('lost', { verdict: 'unknown', uptime: 0.5 })
    expect(names(sorted([...rows, lost], 'worst'))).toEqual(['c', 'b', 'd', 'e', 'lost', 'f', 'a', 'g'])
  })

  it('puts the slowest first, and what never answered last', () => {
    expect(names(sorted(rows, 'slowest'))).toEqual(['e', 'd', 'a', 'b', 'f', 'c', 'g'])
  })

  it('puts first what changes most, and keeps names in order where they change alike', () => {
    expect(names(sorted(rows, 'flappiest'))).toEqual(['c', 'e', 'f', 'b', 'a', 'd', 'g'])
    expect(sorted(rows, 'name')).toBe(rows)
  })

  it('ranks only who belongs there', () => {
    expect(names(slowest(rows, 2))).toEqual(['e', 'd'])
    expect(names(slowest(rows, 99))).not.toContain('c')
    expect(names(flappiest(rows, 99))).toEqual(['c', 'e', 'f'])
  })
})

describe('filters', () => {
  const rows = [row('harbour-north'), row('harbour-south', { verdict: 'unhealthy' }), row('tide')]

  it('finds every word in the name, in any spelling', () => {
    expect(names(withName(rows, 'NORTH harb'))).toEqual(['harbour-north'])
    expect(withName(rows, '  ')).toBe(rows)
  })

  it('keeps those that are one of the chosen', () => {
    expect(names(withVerdicts(rows, ['unhealthy', 'degraded']))).toEqual(['harbour-south'])
    expect(withVerdicts(rows, [])).toBe(rows)
  })

  it('counts every server once', () => {
    const { rows: many } = generatedFleet({ servers: 1_000 })
    const counts = countVerdicts(many)
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(1_000)
    expect(counts.unhealthy).toBe(withVerdicts(many, ['unhealthy']).length)
  })
})
