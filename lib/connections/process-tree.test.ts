import { describe, expect, it } from 'vitest'
import type { ProcessRow } from './process-table'
import { treeOf } from './process-tree'

const row = (pid: number, more: Partial<ProcessRow> = {}): ProcessRow => ({
  pid,
  parent: 1,
  group: pid,
  session: pid,
  mark: undefined,
  ...more,
})

describe('treeOf', () => {
  it('holds the child, its group, its session and its descendants', () => {
    const rows = [
      row(10),
      row(11, { group: 10 }),
      row(12, { session: 10 }),
      row(13, { parent: 11 }),
      row(14, { parent: 13 }),
      row(99),
    ]
    expect(treeOf(rows, 10, 'mark').toSorted()).toEqual([10, 11, 12, 13, 14])
  })

  it('finds descendants whatever order the rows come in', () => {
    const rows = [row(14, { parent: 13 }), row(13, { parent: 11 }), row(11, { parent: 10 }), row(10)]
    expect(treeOf(rows, 10, 'mark')).toHaveLength(4)
  })

  it('finds one that left the group and lost its parent, by its mark, and what it started', () => {
    const rows = [row(50, { mark: 'mark' }), row(51, { parent: 50 }), row(60, { mark: 'another' })]
    expect(treeOf(rows, 10, 'mark').toSorted()).toEqual([50, 51])
  })

  it('never holds ourselves', () => {
    expect(treeOf([row(process.pid, { mark: 'mark' })], 10, 'mark')).toEqual([])
  })

  it('is empty when all are gone', () => {
    expect(treeOf([row(99)], 10, 'mark')).toEqual([])
  })
})
