import { describe, expect, it } from 'vitest'
import { browserCookie, browserOf, newBrowser, signInOrigin } from './sign-in-browser'

function request(headers: Record<string, string>): Request {
  return new Request('http://127.0.0.1:8080/api/servers/x/authorization', { method: 'POST', headers })
}

function origin(headers: Record<string, string>, publicUrl?: string): string {
  try {
    return signInOrigin(request(headers), publicUrl === undefined ? {} : { publicUrl })
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('where a browser comes back to', () => {
  it.each(['localhost:8080', '127.0.0.1:8080', '[::1]:9000', 'LOCALHOST'])(
    'is this machine, by the name that it was called by: %s',
    (host) => {
      expect(origin({ host })).toBe(`http://${host.toLowerCase()}`)
    },
  )

  it.each(['evil.example', 'localhost.evil.example', 'localhost@evil.example', 'localhost:80/x', 'a b', ''])(
    'is never what a Host header makes up: %o',
    (host) => {
      expect(origin({ host })).toBe('not-configured')
    },
  )

  it('is the public address where there is one, whatever the Host header says', () => {
    const publicUrl = 'https://portolan.example.com'
    expect(origin({ host: 'portolan.example.com' }, publicUrl)).toBe(publicUrl)
    expect(origin({ host: 'evil.example' }, publicUrl)).toBe(publicUrl)
  })

  it('is refused to a browser that is elsewhere, as it could not finish there', () => {
    const publicUrl = 'https://portolan.example.com'
    expect(origin({ host: 'localhost:8080', 'sec-fetch-site': 'same-origin' }, publicUrl)).toBe('bad-input')
  })
})

describe('the cookie of a sign-in', () => {
  it('is read by no script, and sent when another site leads back', () => {
    const browser = newBrowser()
    const cookie = browserCookie(browser, request({ 'x-forwarded-proto': 'https' }))
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Secure$/)
    expect(browserCookie(browser, request({}))).not.toContain('Secure')
    expect(browserOf(request({ cookie: `a=b; ${cookie.split(';')[0] ?? ''}` }))).toBe(browser)
  })

  it.each(['portolan_sign_in=', 'portolan_sign_in=short', 'portolan_sign_in=<script>', 'other=x'])(
    'is none when it reads %s',
    (cookie) => {
      expect(browserOf(request({ cookie }))).toBeUndefined()
    },
  )
})
