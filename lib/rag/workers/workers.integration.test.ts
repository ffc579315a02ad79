import { describe, expect, it } from 'vitest'
import { EXTRACT_LIMITS } from '../extract/extract'
import { runInWorker } from './run-in-worker'

describe('a worker', () => {
  it('answers', async () => {
    const bytes = new TextEncoder().encode('hello there')
    const out = await runInWorker(
      'extract',
      { bytes, name: 'a.txt', limits: EXTRACT_LIMITS },
      { limitMs: 5000, maxMb: 256 },
    )
    expect(out.text).toBe('hello there')
  })
})
