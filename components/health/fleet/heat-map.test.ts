import { describe, expect, it } from 'vitest'
import { drawCells, type Palette } from './draw-cells'
import { cellAt, drawnRows, moveOf, ROW_HEIGHT, scrollTopFor } from './heat-map-geometry'
import { stretchAt, urlAt, zoomOfColumns } from './heat-time'

const key = (name: string, part = {}) => ({ key: name, ctrlKey: false, metaKey: false, ...part })

describe('which rows are drawn', () => {
  it('is what is in sight and some around it, of ten thousand', () => {
    const { from, to } = drawnRows(5_000 * ROW_HEIGHT, 600, 10_000)
    expect(from).toBeLessThan(5_000)
    expect(to).toBeGreaterThan(5_000 + 25)
    expect(to - from).toBeLessThan(80)
  })

  it('stays the same while a scroll is within the rows that are drawn', () => {
    expect(drawnRows(1_000 * ROW_HEIGHT + 1, 600, 10_000)).toEqual(
      drawnRows(1_000 * ROW_HEIGHT + 9, 600, 10_000),
    )
  })

  it('covers what is in sight wherever it is scrolled', () => {
    for (let top = 0; top <= 10_000 * ROW_HEIGHT - 600; top += 1_237) {
      const { from, to } = drawnRows(top, 600, 10_000)
      expect(from * ROW_HEIGHT).toBeLessThanOrEqual(top)
      expect(to * ROW_HEIGHT).toBeGreaterThanOrEqual(top + 600)
    }
  })

  it('ends where the fleet does', () => {
    expect(drawnRows(0, 600, 3)).toEqual({ from: 0, to: 3 })
    expect(drawnRows(99_999, 600, 3)).toEqual({ from: 3, to: 3 })
    expect(drawnRows(0, 600, 0)).toEqual({ from: 0, to: 0 })
  })
})

describe('what is under a point', () => {
  const map = { rows: 10, columns: 96, width: 960 }

  it('is a cell, or nothing beside them', () => {
    expect(cellAt(0, 0, map)).toEqual({ row: 0, column: 0 })
    expect(cellAt(959.9, 9 * ROW_HEIGHT + 1, map)).toEqual({ row: 9, column: 95 })
    expect(cellAt(-1, 5, map)).toBeUndefined()
    expect(cellAt(5, 10 * ROW_HEIGHT, map)).toBeUndefined()
    expect(cellAt(5, 5, { ...map, width: 0 })).toBeUndefined()
  })
})

describe('where a key leads', () => {
  const grid = { rows: 100, columns: 96, pageRows: 20 }
  const from = (row: number, column: number, name: string, part = {}) =>
    moveOf(key(name, part), { row, column }, grid)

  it('goes from cell to cell, and from the first to the name', () => {
    expect(from(5, 5, 'ArrowRight')).toEqual({ row: 5, column: 6 })
    expect(from(5, 0, 'ArrowLeft')).toEqual({ row: 5, column: -1 })
    expect(from(5, -1, 'ArrowLeft')).toEqual({ row: 5, column: -1 })
    expect(from(0, 5, 'ArrowUp')).toEqual({ row: 0, column: 5 })
    expect(from(99, 5, 'ArrowDown')).toEqual({ row: 99, column: 5 })
  })

  it('goes by pages, to the ends of a row, and with Control to those of the map', () => {
    expect(from(5, 5, 'PageDown')).toEqual({ row: 25, column: 5 })
    expect(from(5, 5, 'PageUp')).toEqual({ row: 0, column: 5 })
    expect(from(5, 5, 'End')).toEqual({ row: 5, column: 95 })
    expect(from(5, 5, 'Home', { ctrlKey: true })).toEqual({ row: 0, column: 0 })
    expect(from(5, 5, 'End', { ctrlKey: true })).toEqual({ row: 99, column: 95 })
  })

  it('leaves other keys to others', () => {
    expect(from(5, 5, 'a')).toBeUndefined()
    expect(from(5, 5, 'Tab')).toBeUndefined()
  })

  it('scrolls by as much as it takes to see the row', () => {
    expect(scrollTopFor(2, 100, 600)).toBe(2 * ROW_HEIGHT)
    expect(scrollTopFor(50, 0, 600)).toBe(51 * ROW_HEIGHT - 600)
    expect(scrollTopFor(5, 24, 600)).toBe(24)
  })
})

describe('what a place stands for', () => {
  const time = { from: 1_000_000, to: 1_000_000 + 95.5 * 900_000, cellMs: 900_000 }
  const rows = [{ name: 'a', cells: `${'h'.repeat(95)}u` }]

  it('is a stretch of time, the last one until now only', () => {
    expect(stretchAt(rows, { row: 0, column: 1 }, time)).toEqual({
      name: 'a',
      from: 1_900_000,
      to: 2_800_000,
      cell: 'h',
    })
    expect(stretchAt(rows, { row: 0, column: 95 }, time)).toMatchObject({ to: time.to, cell: 'u' })
    expect(stretchAt(rows, { row: 0, column: -1 }, time)).toBeUndefined()
    expect(stretchAt(rows, { row: 7, column: 1 }, time)).toBeUndefined()
    expect(stretchAt(rows, undefined, time)).toBeUndefined()
  })

  it('is marked from either side', () => {
    const zoom = { from: 1_900_000, to: 4_600_000 }
    expect(zoomOfColumns({ anchor: 1, to: 3 }, time)).toEqual(zoom)
    expect(zoomOfColumns({ anchor: 3, to: 1 }, time)).toEqual(zoom)
  })

  it('leads to the server, at that time with some around it', () => {
    expect(urlAt(rows, { row: 0, column: -1 }, time)).toBe('/servers/a?tab=health')
    const url = new URL(urlAt(rows, { row: 0, column: 10 }, time) ?? '', 'http://x')
    expect(Date.parse(url.searchParams.get('from') ?? '')).toBe(1_000_000 + 6 * 900_000)
    expect(Date.parse(url.searchParams.get('to') ?? '')).toBe(1_000_000 + 15 * 900_000)
    expect(urlAt(rows, { row: 7, column: 1 }, time)).toBeUndefined()
  })
})

describe('drawCells', () => {
  const palette: Palette = { h: 'h', d: 'd', u: 'u', a: 'a', '?': '?', m: 'm', '.': '.' }

  class FakePen {
    fillStyle = ''
    globalAlpha = 1
    colours: string[] = []
    rects: { colour: string; x: number; y: number; width: number; height: number }[] = []
    cleared = 0
    clearRect = () => {
      this.cleared++
    }
    fillRect = (x: number, y: number, width: number, height: number) => {
      if (this.colours.at(-1) !== this.fillStyle) this.colours.push(this.fillStyle)
      this.rects.push({ colour: this.fillStyle, x, y, width, height })
    }
  }

  const draw = (rows: string[], part = {}) => {
    const pen = new FakePen()
    const sheet = { ratio: 1, width: 40, rowHeight: 24, columns: rows[0]?.length ?? 0, palette, ...part }
    drawCells(pen, rows, sheet)
    return pen
  }

  it('takes up each colour once, however the cells alternate', () => {
    expect(draw(['huhu', 'uhuh']).colours).toEqual(['h', 'u'])
  })

  it('draws a whole bar for what is well and a broken one for what is down', () => {
    const { rects } = draw(['hu'])
    const well = rects.filter(({ colour }) => colour === 'h')
    const down = rects.filter(({ colour }) => colour === 'u')
    expect(well).toEqual([{ colour: 'h', x: 0, y: 2, width: 19, height: 20 }])
    expect(down).toHaveLength(2)
    expect(down[0]?.y).toBe(2)
    expect((down[1]?.y ?? 0) - (down[0]?.height ?? 0)).toBeGreaterThan(2)
  })

  it('meets whole device pixels on any screen, and leaves no cell out', () => {
    for (const ratio of [1, 1.25, 1.5, 2, 3]) {
      const { rects } = draw(['hdua?m.'.repeat(14)], { ratio, width: 301.7 })
      for (const { x, y, width, height } of rects) {
        expect([x, y, width, height].every(Number.isInteger)).toBe(true)
        expect(width).toBeGreaterThan(0)
        expect(height).toBeGreaterThan(0)
      }
    }
  })

  it('leaves the sheet empty where there are no columns', () => {
    const pen = draw([''])
    expect(pen.cleared).toBe(1)
    expect(pen.rects).toEqual([])
  })
})
