import { describe, expect, it } from 'vitest'
import { remote } from '@/e2e/fixtures/registry'
import type { FileState } from './file-state'
import { readAgainInMs } from './still-written'

const WRITTEN = Date.parse('2026-11-22T10:00:00.000Z')

const state = (names: string[], more: Partial<FileState> = {}): FileState => ({
  path: '/etc/mcp/mcp.yaml',
  reading: { kind: 'read', text: names.join(), modifiedAt: new Date(WRITTEN).toISOString() },
  valid: true,
  problems: [],
  candidates: names.map((name) => remote(name)),
  hasBeenValid: true,
  ...more,
})
const waits = (before: FileState | undefined, next: FileState, age: number) =>
  readAgainInMs(before, next, WRITTEN + age)

describe('a file that was written just now', () => {
  it('is waited for while servers would go with it', () => {
    expect([0, 100, 599, 600, 9_000].map((age) => waits(state(['a', 'b']), state(['a']), age))).toEqual([
      ...[600, 500, 1, 0, 0],
    ])
  })

  it('is waited for while what it sets about discovery would go with it', () => {
    const settings = { path: '/etc/mcp/mcp.yaml', values: {}, lines: {} } as never
    expect(waits(state(['a'], { settings }), state(['a']), 0)).toBe(600)
  })

  it('is taken at once where it only adds or changes, or keeps its last good state', () => {
    expect(waits(state(['a']), state(['a', 'b']), 0)).toBe(0)
    expect(waits(undefined, state(['a']), 0)).toBe(0)
    expect(waits(state(['a']), state(['a'], { valid: false }), 0)).toBe(0)
  })

  it('is taken at once where it has gone, or the clock of its disk is ahead of ours', () => {
    expect(waits(state(['a']), state([], { reading: { kind: 'missing' } }), 0)).toBe(0)
    expect(waits(state(['a']), state([]), -5_000)).toBe(0)
  })
})
