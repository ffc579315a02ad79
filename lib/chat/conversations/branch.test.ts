import { describe, expect, it } from 'vitest'
import { branchOf } from './branch'

const node = (id: string, parent: string | null) => ({ id, parent, role: 'user' })
const line = Array.from({ length: 10 }, (_, at) => node(`m${at}`, at === 0 ? null : `m${at - 1}`))

describe('a page of a branch', () => {
  it('is all of it, where nothing else is asked for', () => {
    expect(branchOf({ nodes: line, head: 'm9' }, {})).toEqual({
      ids: line.map(({ id }) => id),
      hasEarlier: false,
      branches: {},
    })
  })

  it('is its newest messages, and those before, until there are none', () => {
    const tree = { nodes: line, head: 'm9' }
    expect(branchOf(tree, { limit: 3 })).toMatchObject({ ids: ['m7', 'm8', 'm9'], hasEarlier: true })
    expect(branchOf(tree, { limit: 7, before: 'm7' })).toMatchObject({
      ids: line.slice(0, 7).map(({ id }) => id),
      hasEarlier: false,
    })
    expect(branchOf(tree, { before: 'm0' })).toMatchObject({ ids: [], hasEarlier: false })
  })

  it('names the other branches of what it shows, and of nothing else', () => {
    const nodes = [...line, node('other', 'm3'), node('far', 'm0')]
    const page = branchOf({ nodes, head: 'm9' }, { limit: 6 })
    expect(page.ids).toEqual(['m4', 'm5', 'm6', 'm7', 'm8', 'm9'])
    expect(page.branches).toEqual({ m4: ['m4', 'other'] })
    expect(branchOf({ nodes, head: 'm9' }, { leaf: 'other' }).ids.at(-1)).toBe('other')
  })

  it('is empty for a leaf that is not there, and before a message of another branch', () => {
    expect(branchOf({ nodes: line, head: null }, {}).ids).toEqual([])
    expect(branchOf({ nodes: line, head: 'm9' }, { leaf: 'gone' }).ids).toEqual([])
    expect(branchOf({ nodes: [...line, node('x', null)], head: 'm9' }, { before: 'x' }).ids).toEqual([])
  })
})
