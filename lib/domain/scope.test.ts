import { describe, expect, it } from 'vitest'
import { innerScope, readingsOf } from './scope'

describe('where something was read', () => {
  it('is its place, its scope, and each scope around that', () => {
    const scope = innerScope(innerScope('example.com', 'https://a.test/all.json'), 'part')
    expect(readingsOf({ place: 'https://a.test/x.json', scope })).toEqual([
      'https://a.test/x.json',
      'example.com › https://a.test/all.json › part',
      'example.com › https://a.test/all.json',
      'example.com',
    ])
  })

  it('is its place alone where it has no scope, and nothing where nobody says', () => {
    expect(readingsOf({ place: 'mcp.yaml' })).toEqual(['mcp.yaml'])
    expect(readingsOf(undefined)).toEqual([])
  })
})
