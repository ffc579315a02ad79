import { describe, expect, it } from 'vitest'
import {
  isOver,
  type Outcome,
  pendingOf,
  type Progress,
  startBatch,
  tally,
  withProgress,
} from './connect-batch'

const begun = { batch: 'b1', begun: ['a', 'b', 'c'], skipped: [{ name: 'd', reason: 'disabled' }] }
const progress = (name: string, outcome: Outcome = 'ready', batch = 'b1'): Progress => ({
  kind: 'connect-progressed',
  batch,
  done: 1,
  total: 3,
  name,
  outcome,
})

describe('a batch of connections', () => {
  it('counts progress that came before the answer that named it', () => {
    expect(pendingOf(startBatch(begun, [progress('b')], 0))).toEqual(['a', 'c'])
  })

  it('ignores the progress of another batch, and stays the same object', () => {
    const batch = startBatch(begun, [], 0)
    expect(withProgress(batch, [progress('a', 'ready', 'other')])).toBe(batch)
  })

  it('is over when every server it began has settled', () => {
    const batch = startBatch(begun, [progress('a'), progress('b', 'failed')], 0)
    expect(isOver(batch)).toBe(false)
    expect(isOver(withProgress(batch, [progress('c', 'needs-auth')]))).toBe(true)
  })

  it('is over at once when nothing was begun', () => {
    expect(isOver(startBatch({ ...begun, begun: [] }, [], 0))).toBe(true)
  })

  it('tallies outcomes', () => {
    const batch = startBatch(begun, [progress('a'), progress('b', 'failed'), progress('c', 'cancelled')], 0)
    expect(tally(batch)).toEqual({ ready: 1, failed: 1, 'needs-auth': 0, cancelled: 1 })
  })

  it('does not change the batch it was given', () => {
    const batch = startBatch(begun, [], 0)
    withProgress(batch, [progress('a')])
    expect(pendingOf(batch)).toEqual(['a', 'b', 'c'])
  })
})
