import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  descendants,
  headAfterRemoval,
  type MessageNode,
  newestLeaf,
  pathTo,
  siblingsOf,
} from './message-tree'

/** `q1 > a1`: each line is a branch, written from its first message. */
function treeOf(...branches: string[]): MessageNode[] {
  const nodes = new Map<string, MessageNode>()
  for (const branch of branches) {
    let parent: string | null = null
    for (const id of branch.split(' ')) {
      if (!nodes.has(id)) nodes.set(id, { id, parent, role: id.startsWith('q') ? 'user' : 'assistant' })
      parent = id
    }
  }
  return [...nodes.values()]
}

const ids = (nodes: readonly MessageNode[]) => nodes.map(({ id }) => id).join(' ')

// The first question was answered twice; the second one was asked in other words.
const nodes = treeOf('q1 a1 q2 a2', 'q1 b1 q3 a3', 'q1 a1 q4 a4')

describe('a conversation as a tree', () => {
  it('finds the branch that ends at a message', () => {
    expect(ids(pathTo(nodes, 'a4'))).toBe('q1 a1 q4 a4')
    expect(ids(pathTo(nodes, 'b1'))).toBe('q1 b1')
    expect(pathTo(nodes, null)).toEqual([])
    expect(pathTo(nodes, 'gone')).toEqual([])
  })

  it('names what could stand in the place of a message, in the order it was begun', () => {
    expect(siblingsOf(nodes, 'b1')).toEqual(['a1', 'b1'])
    expect(siblingsOf(nodes, 'q4')).toEqual(['q2', 'q4'])
    expect(siblingsOf(nodes, 'q1')).toEqual(['q1'])
    expect(siblingsOf(treeOf('q1 a1', 'q2 a2'), 'q1')).toEqual(['q1', 'q2'])
    expect(siblingsOf(nodes, 'gone')).toEqual([])
  })

  it('comes back to the newest end of a branch', () => {
    expect(newestLeaf(nodes, 'a1')).toBe('a4')
    expect(newestLeaf(nodes, 'q2')).toBe('a2')
    expect(newestLeaf(nodes, 'a3')).toBe('a3')
  })

  it('stays where it is when something elsewhere is deleted', () => {
    expect(headAfterRemoval(nodes, 'b1', 'a4')).toBe('a4')
    expect(headAfterRemoval(nodes, 'q1', null)).toBeNull()
  })

  it('goes to the branch beside what was deleted, else to what was said before', () => {
    expect(headAfterRemoval(nodes, 'q4', 'a4')).toBe('a2')
    expect(headAfterRemoval(nodes, 'a1', 'a4')).toBe('a3')
    expect(headAfterRemoval(nodes, 'q3', 'a3')).toBe('b1')
    expect(headAfterRemoval(nodes, 'q1', 'a4')).toBeNull()
  })
})

describe('any tree', () => {
  const anyTree = fc
    .array(fc.option(fc.nat(), { nil: null }), { minLength: 1, maxLength: 40 })
    .map((parents) =>
      parents.map((parent, at): MessageNode => ({
        id: `m${at}`,
        parent: parent === null || at === 0 ? null : `m${parent % at}`,
        role: 'user',
      })),
    )
  const anyPlace = anyTree.chain((tree) =>
    fc.record({ tree: fc.constant(tree), at: fc.nat(tree.length - 1), head: fc.nat(tree.length - 1) }),
  )

  it('has every message at the end of its own branch, and below each one of it', () => {
    fc.assert(
      fc.property(anyPlace, ({ tree, at }) => {
        const path = pathTo(tree, `m${at}`)
        expect(path.at(-1)?.id).toBe(`m${at}`)
        for (const { id } of path) expect(descendants(tree, id).map((node) => node.id)).toContain(`m${at}`)
      }),
    )
  })

  it('has a head that is there after anything is deleted, or nothing left', () => {
    fc.assert(
      fc.property(anyPlace, ({ tree, at, head }) => {
        const gone = new Set(descendants(tree, `m${at}`).map(({ id }) => id))
        const left = tree.filter(({ id }) => !gone.has(id))
        const next = headAfterRemoval(tree, `m${at}`, `m${head}`)
        if (next === null) expect(tree[at]?.parent).toBeNull()
        else expect(left.map(({ id }) => id)).toContain(next)
      }),
    )
  })

  it('ends, however broken it is', () => {
    const round = [
      { id: 'a', parent: 'b', role: 'user' },
      { id: 'b', parent: 'a', role: 'user' },
    ]
    expect(ids(pathTo(round, 'a'))).toBe('b a')
  })
})
