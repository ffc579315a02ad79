import { describe, expect, it } from 'vitest'
import { placeUrl, readRunParam, runParam } from './place'

describe('a place on the page', () => {
  it('has an address without what is at its default', () => {
    expect(placeUrl({ tab: 'sources', refused: false })).toBe('/discovery')
    expect(placeUrl({ tab: 'held', source: 'http', refused: true })).toBe(
      '/discovery?tab=held&source=http&refused=true',
    )
  })

  it('names a run by its source and id, whatever the source is called', () => {
    const run = { source: 'http:a/b', id: '7b0c8f1e-6f2c-4a38-9f57-1d9d2a3c4b5e' }
    expect(readRunParam(runParam(run))).toEqual(run)
  })

  it.each([null, '', 'kubernetes', '/id', 'kubernetes/'])('takes %j for no run', (param) => {
    expect(readRunParam(param)).toBeUndefined()
  })
})
