import { describe, expect, it } from 'vitest'
import { passagesIn, scopeOf, toolsIn } from './turn-scope'

describe('what is asked about a turn later', () => {
  it('is asked of the servers, tags and collections that took part in it', () => {
    const selection = { servers: ['yard'], tags: ['demo'] }
    const scope = scopeOf({ query: 'ttl', collections: ['guides'] }, { selection })
    expect(toolsIn(scope)).toEqual({ query: 'ttl', servers: ['yard'], tags: ['demo'] })
    expect(passagesIn(scope)).toEqual({ query: 'ttl', collections: ['guides'] })
  })

  it('is asked of all where nothing was chosen', () => {
    const scope = scopeOf({ query: 'ttl' }, {})
    expect([toolsIn(scope), passagesIn(scope)]).toEqual([{ query: 'ttl' }, { query: 'ttl' }])
  })

  it('is asked of no document where no collection took part', () => {
    expect(passagesIn(scopeOf({ query: 'ttl', collections: [] }, {}))).toBeUndefined()
  })
})
