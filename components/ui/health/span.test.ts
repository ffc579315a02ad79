import { describe, expect, it } from 'vitest'
import { RANGE_MS } from '@/lib/domain/api/health'
import { serverHealthUrl } from './health-links'
import { moved, spanQueryOf, widened, zoomOf, zoomTo } from './span'

const NOW = Date.parse('2026-11-22T12:00:00.000Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('zoomOf', () => {
  it('is the span of the address, and nothing where that makes no sense', () => {
    expect(zoomOf({ from: '2026-11-22T10:00:00Z', to: '2026-11-22T11:00:00Z' })).toEqual({
      from: NOW - 2 * HOUR,
      to: NOW - HOUR,
    })
    expect(zoomOf({ from: '2026-11-22T11:00:00Z', to: '2026-11-22T10:00:00Z' })).toBeUndefined()
    expect(zoomOf({ from: 'yesterday', to: '2026-11-22T10:00:00Z' })).toBeUndefined()
    expect(zoomOf({ from: '2026-11-22T10:00:00Z', to: null })).toBeUndefined()
  })
})

describe('spanQueryOf', () => {
  it('asks for the zoom where there is one, else for the range', () => {
    expect(spanQueryOf({ range: '7d', from: null, to: null })).toEqual({ range: '7d' })
    expect(spanQueryOf({ range: '7d', from: '2026-11-22T10:00:00Z', to: '2026-11-22T11:00:00Z' })).toEqual({
      range: '7d',
      from: '2026-11-22T10:00:00.000Z',
      to: '2026-11-22T11:00:00.000Z',
    })
  })
})

describe('zoomTo', () => {
  it('keeps what was marked', () => {
    expect(zoomTo({ from: NOW - 2 * HOUR, to: NOW - HOUR }, NOW)).toEqual({
      from: '2026-11-22T10:00:00.000Z',
      to: '2026-11-22T11:00:00.000Z',
    })
  })

  it('is never narrower than can be told apart, nor reaches past now', () => {
    expect(zoomTo({ from: NOW - HOUR, to: NOW - HOUR + 1_000 }, NOW)).toMatchObject({
      from: '2026-11-22T10:57:30.500Z',
    })
    expect(zoomTo({ from: NOW - 1_000, to: NOW + HOUR }, NOW)).toEqual({
      from: '2026-11-22T11:55:00.000Z',
      to: '2026-11-22T12:00:00.000Z',
    })
  })
})

describe('moving about', () => {
  it('goes half a span earlier, and later no further than now', () => {
    const zoom = { from: NOW - 2 * HOUR, to: NOW - HOUR }
    expect(moved(zoom, -1, NOW)).toEqual({ from: NOW - 2.5 * HOUR, to: NOW - 1.5 * HOUR })
    expect(moved({ from: NOW - 70 * MINUTE, to: NOW - 10 * MINUTE }, 1, NOW)).toEqual({
      from: NOW - HOUR,
      to: NOW,
    })
    expect(moved({ from: NOW - HOUR, to: NOW }, 1, NOW)).toBeUndefined()
  })

  it('widens to twice the span, until that is more than is kept', () => {
    expect(widened({ from: NOW - 4 * HOUR, to: NOW - 2 * HOUR }, NOW)).toEqual({
      from: NOW - 5 * HOUR,
      to: NOW - HOUR,
    })
    expect(widened({ from: NOW - RANGE_MS['90d'], to: NOW }, NOW)).toBeUndefined()
  })
})

describe('serverHealthUrl', () => {
  it('leads to the tab, at a span', () => {
    expect(serverHealthUrl('a.b')).toBe('/servers/a.b?tab=health')
    expect(serverHealthUrl('a', { from: '2026-11-22T10:00:00.000Z', to: '2026-11-22T11:00:00.000Z' })).toBe(
      '/servers/a?tab=health&from=2026-11-22T10:00:00.000Z&to=2026-11-22T11:00:00.000Z',
    )
  })
})
