import { describe, expect, it } from 'vitest'
import { CELLS } from '@/lib/domain/health'
import { CELL_LOOKS, CELL_ORDER, cellOfBucket, mergedCells, toCell, worstOf } from './cells'
import { cellsWords } from './cells-words'
import { pathsOf } from './bars'

const NO_TIME = { healthy: 0, degraded: 0, unhealthy: 0, 'needs-auth': 0, unknown: 0, maintenance: 0 }

describe('how cells look', () => {
  it('tells each by its form, so that nobody needs to see the colour', () => {
    const forms = CELL_ORDER.map((cell) => JSON.stringify(CELL_LOOKS[cell].form))
    expect(new Set(forms).size).toBe(Object.keys(CELLS).length)
  })

  it('has a word for each, and each in the legend', () => {
    expect(new Set(CELL_ORDER.map((cell) => CELL_LOOKS[cell].word)).size).toBe(CELL_ORDER.length)
    expect([...CELL_ORDER].sort()).toEqual(Object.keys(CELLS).sort())
  })

  it('takes a letter that it does not know for nothing', () => {
    expect(toCell('x')).toBe('.')
    expect(toCell(undefined)).toBe('.')
    expect(toCell('toString')).toBe('.')
  })
})

describe('worstOf', () => {
  it.each([
    ['hhh', 'h'],
    ['h.h', 'h'],
    ['h?.', 'h'],
    ['hmd', 'd'],
    ['dau', 'u'],
    ['da', 'a'],
    ['', '.'],
  ])('of "%s" is "%s"', (cells, worst) => {
    expect(worstOf(cells)).toBe(worst)
  })
})

describe('mergedCells', () => {
  it('hides no failure when two columns become one', () => {
    expect(mergedCells('hhuhhd.h?', 2)).toBe('hudh?')
    expect(mergedCells('hu', 1)).toBe('hu')
  })
})

describe('cellOfBucket', () => {
  it.each<[string, Partial<typeof NO_TIME>, string]>([
    ['nothing was watched', {}, '.'],
    ['it was well', { healthy: 900 }, 'h'],
    ['it was down for a while', { healthy: 800, unhealthy: 100 }, 'u'],
    ['it was down for a moment that colours nothing', { healthy: 980, unhealthy: 20 }, 'h'],
    ['it was slow, then asked for a sign-in', { degraded: 500, 'needs-auth': 100 }, 'a'],
    ['most of it was maintenance', { maintenance: 700, healthy: 200 }, 'm'],
    ['it was not known for longest', { unknown: 700, healthy: 200 }, '?'],
  ])('says when %s', (_what, time, cell) => {
    expect(cellOfBucket({ time: { ...NO_TIME, ...time } })).toBe(cell)
  })
})

describe('cellsWords', () => {
  it('tells the shares of the time', () => {
    expect(cellsWords('hhhu')).toBe('Healthy 75%, Unhealthy 25%')
    expect(cellsWords('')).toBe('nothing')
  })
})

describe('pathsOf', () => {
  it('draws all cells of a kind in one path', () => {
    const paths = pathsOf('hhuh')
    expect([...paths.keys()]).toEqual(['h', 'u'])
    expect(paths.get('h')?.match(/M/g)).toHaveLength(3)
    // Broken in the middle: two pieces.
    expect(paths.get('u')?.match(/M2 /g)).toHaveLength(2)
  })
})
