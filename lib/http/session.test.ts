import { describe, expect, it } from 'vitest'
import { isSecure, sameText, sessionCookie, sessionMatches, startSession } from './session'

const DAY_MS = 24 * 3_600_000
const NOW = Date.UTC(2026, 10, 22)

function headersOf(cookie: string): Headers {
  return new Headers({ cookie: cookie.split(';')[0]! })
}

describe('the session cookie', () => {
  it('can not be read by scripts or sent by other sites, and goes over TLS only where there is TLS', () => {
    const plain = sessionCookie('token', false, NOW)
    expect(plain).toMatch(/; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/)
    expect(sessionCookie('token', true, NOW)).toMatch(/; Secure$/)
  })

  it('does not hold the token', () => {
    expect(sessionCookie('open-sesame', false, NOW)).not.toContain('open-sesame')
  })

  it('ends after thirty days, also for a browser that keeps it', () => {
    const headers = headersOf(sessionCookie('token', false, NOW))
    expect(sessionMatches(headers, 'token', NOW + 29 * DAY_MS)).toBe(true)
    expect(sessionMatches(headers, 'token', NOW + 31 * DAY_MS)).toBe(false)
  })

  it('can not be made to last by rewriting its date', () => {
    const cookie = sessionCookie('token', false, NOW).split(';')[0]!
    const later = cookie.replace(/=\d+\./, '=99999999999.')
    expect(sessionMatches(new Headers({ cookie: later }), 'token', NOW)).toBe(false)
  })

  it('ends for everyone when the token changes', () => {
    const headers = headersOf(sessionCookie('old', false, NOW))
    expect(sessionMatches(headers, 'new', NOW)).toBe(false)
  })
})

describe('startSession', () => {
  it('gives a cookie for the token, and refuses anything else', () => {
    expect(startSession(' a-long-token ', 'a-long-token', false)).toContain('portolan_session=')
    expect(() => startSession('guess', 'a-long-token', false)).toThrow('This is not the access token')
  })

  it('has nothing to give where no token is needed', () => {
    expect(startSession('anything', undefined, false)).toBeUndefined()
  })
})

it('compares texts of any length', () => {
  expect(sameText('abc', 'abc')).toBe(true)
  expect(sameText('abc', 'abcd')).toBe(false)
  expect(sameText('', 'a')).toBe(false)
})

it('sees TLS that a proxy has ended', () => {
  expect(isSecure(new Request('http://x/', { headers: { 'x-forwarded-proto': 'https' } }))).toBe(true)
  expect(isSecure(new Request('http://x/'))).toBe(false)
})
