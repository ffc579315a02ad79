import { describe, expect, it } from 'vitest'
import type { RunDiff } from '@/lib/domain/discovery'
import { filterDiff, listedIn } from './filter-diff'

const diff: RunDiff = {
  added: [{ name: 'docs.team-a', target: 'http://docs', held: false }],
  changed: [{ name: 'search.team-a', fields: [] }],
  removed: [{ name: 'docs.team-b', target: 'http://old' }],
  shadowed: [{ name: 'memory', winner: 'config-file' }],
}

describe('finding a server among changes', () => {
  it('wants every word in the name, in any case', () => {
    const found = filterDiff(diff, ' DOCS team ')
    expect(
      [...found.added, ...found.changed, ...found.removed, ...found.shadowed].map(({ name }) => name),
    ).toEqual(['docs.team-a', 'docs.team-b'])
  })

  it('leaves all where no word is typed', () => {
    expect(filterDiff(diff, '  ')).toBe(diff)
    expect(listedIn(diff)).toBe(4)
  })
})
