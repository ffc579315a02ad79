import { describe, expect, it } from 'vitest'
import { safeReturnPath, signInPath } from './sign-in-path'

describe('the way back from signing in', () => {
  it('leads to the page that asked, with its query', () => {
    const path = '/servers?state=failed&q=a b'
    const from = new URL(signInPath(path), 'http://localhost').searchParams.get('from')
    expect(safeReturnPath(from)).toBe(path)
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', null])(
    'never leads to another site: %s',
    (from) => {
      expect(safeReturnPath(from)).toBe('/')
    },
  )

  it('does not lead back to itself', () => {
    expect(safeReturnPath('/sign-in?from=/')).toBe('/')
  })

  it('leaves the overview unsaid', () => {
    expect(signInPath('/')).toBe('/sign-in')
  })
})
