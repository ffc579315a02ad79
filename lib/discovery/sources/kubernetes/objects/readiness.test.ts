import { describe, expect, it } from 'vitest'
import { endpointSlice } from '@/e2e/fixtures/kubernetes-objects'
import { ReadinessIndex } from './readiness'

describe('readiness of Services', () => {
  it('is what their EndpointSlices come to together', () => {
    const index = new ReadinessIndex()
    index.put(endpointSlice('files', { ready: 2, notReady: 1, name: 'files-1' }))
    index.put(endpointSlice('files', { ready: 1, name: 'files-2', ports: [{ name: 'mcp', port: 3000 }] }))
    index.put(endpointSlice('files', { notReady: 1, namespace: 'shop' }))
    expect(index.get('tools', 'files')).toEqual({ ready: 3, notReady: 1, ports: { '': 8080, mcp: 3000 } })
    expect(index.get('shop', 'files')).toMatchObject({ ready: 0, notReady: 1 })
    expect(index.get('tools', 'other')).toBeUndefined()
  })

  it('is news only when people would see a difference', () => {
    const index = new ReadinessIndex()
    const put = (ready: number, notReady: number) => index.put(endpointSlice('files', { ready, notReady }))
    expect(put(0, 2)).toBe('tools/files')
    expect(put(0, 1)).toBeUndefined()
    expect(put(1, 1)).toBe('tools/files')
    expect(put(5, 0)).toBeUndefined()
    expect(put(0, 0)).toBe('tools/files')
    expect(index.remove(endpointSlice('files'))).toBe('tools/files')
    expect(index.get('tools', 'files')).toBeUndefined()
  })

  it('forgets before a new first list', () => {
    const index = new ReadinessIndex()
    index.put(endpointSlice('files', { ready: 1 }))
    index.clear()
    expect(index.get('tools', 'files')).toBeUndefined()
  })

  it('takes what is not told for ready, as the API says', () => {
    const index = new ReadinessIndex()
    index.put({
      ...endpointSlice('files'),
      endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2'], conditions: {} }],
    })
    expect(index.get('tools', 'files')).toMatchObject({ ready: 2, notReady: 0 })
  })

  it.each([null, {}, 'x', { metadata: { name: 'a', namespace: 'b' } }, { metadata: null }])(
    'passes over %j',
    (slice) => {
      const index = new ReadinessIndex()
      expect(index.put(slice)).toBeUndefined()
      expect(index.remove(slice)).toBeUndefined()
    },
  )

  it('stands nulls where lists are meant', () => {
    const index = new ReadinessIndex()
    index.put({ ...endpointSlice('files'), endpoints: null, ports: null })
    expect(index.get('tools', 'files')).toEqual({ ready: 0, notReady: 0, ports: {} })
  })
})
