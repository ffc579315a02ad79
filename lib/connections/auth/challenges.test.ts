import { describe, expect, it } from 'vitest'
import { Challenges, readChallenge } from './challenges'

describe('what WWW-Authenticate says', () => {
  it.each([
    [null, { scopes: [] }],
    ['Basic realm="x"', { scopes: [] }],
    ['Bearer', { scopes: [] }],
    ['Bearer error="invalid_token"', { scopes: [], error: 'invalid_token' }],
    [
      'Bearer error="insufficient_scope", scope="a b:c", resource_metadata="https://x.example/.well-known/p"',
      {
        scopes: ['a', 'b:c'],
        error: 'insufficient_scope',
        resourceMetadataUrl: new URL('https://x.example/.well-known/p'),
      },
    ],
    ['Bearer resource_metadata="file:///etc/passwd", scope="a"', { scopes: ['a'] }],
    ['Bearer resource_metadata="no address"', { scopes: [] }],
  ])('%s', (header, said) => {
    expect(readChallenge(header)).toEqual(said)
  })

  it('asks for scopes that are some, and not for ever so many', () => {
    const many = Array.from({ length: 500 }, (_, index) => `s${index}`).join(' ')
    expect(readChallenge(`Bearer scope="${many}"`).scopes).toHaveLength(100)
    expect(readChallenge(`Bearer scope="ok back\\slash ${'x'.repeat(300)}"`).scopes).toEqual(['ok'])
  })
})

describe('what is remembered of a refusal', () => {
  it('is of this address and client alone', () => {
    const challenges = new Challenges()
    challenges.add('files', 'here', { asked: { scopes: ['a'] } })
    challenges.add('files', 'here', { failure: 'why' })
    expect(challenges.get('files', 'here')).toMatchObject({ asked: { scopes: ['a'] }, failure: 'why' })
    expect(challenges.get('files', 'elsewhere')).toEqual({ binding: 'elsewhere' })
    challenges.add('files', 'elsewhere', { failure: 'other' })
    expect(challenges.get('files', 'here')).toEqual({ binding: 'here' })
  })
})
