import { describe, expect, it } from 'vitest'
import { ReadinessIndex } from './objects/readiness'
import { SliceStore } from './slice-store'

function slice(name: string, service: string, ready: boolean) {
  return {
    metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': service } },
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready } }],
    ports: [{ name: 'http', port: 8080 }],
  }
}

describe('the EndpointSlices of a cluster', () => {
  it('tell of each Service that is ready or no longer, and of no other', () => {
    const index = new ReadinessIndex()
    const told: string[] = []
    const store = new SliceStore(index, (service) => told.push(service))
    store.replace([slice('a-1', 'a', true), slice('b-1', 'b', false)])
    expect(told.splice(0)).toEqual(['default/a', 'default/b'])
    store.put(slice('a-2', 'a', true))
    expect(told.splice(0)).toEqual([])
    store.put(slice('b-1', 'b', true))
    expect(told.splice(0)).toEqual(['default/b'])
    store.replace([slice('a-1', 'a', true), slice('a-2', 'a', true)])
    expect(told.splice(0)).toEqual(['default/b'])
    expect(index.get('default', 'b')).toBeUndefined()
    expect(store.size).toBe(2)
  })
})
