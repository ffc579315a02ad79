import { describe, expect, it } from 'vitest'
import { type Access, guard, isFromElsewhere } from './guard'
import { sessionCookie } from './session'

const LOCAL: Access = { host: '127.0.0.1', allowedHosts: [] }
const OPEN_TO_ALL: Access = { host: '0.0.0.0', allowedHosts: ['charts.example.com'], token: 'a-long-token' }

function request(headers: Record<string, string>, method = 'GET'): Request {
  return new Request('http://127.0.0.1:8080/api/servers', { method, headers })
}

function outcome(
  headers: Record<string, string>,
  access: Access,
  open: Parameters<typeof guard>[2] = false,
  method = 'GET',
): string {
  try {
    guard(request(headers, method), access, open)
    return 'passes'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('the Host header', () => {
  it.each(['127.0.0.1:8080', 'localhost:8080', 'LOCALHOST', '[::1]:8080', 'app.localhost:8080'])(
    'lets a browser on this machine call it %s',
    (host) => {
      expect(outcome({ host }, LOCAL)).toBe('passes')
    },
  )

  it.each([
    'evil.example',
    'evil.example:8080',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '10.0.0.5',
    'a b',
  ])('refuses %s on a loopback server, however the name resolves', (host) => {
    expect(outcome({ host }, LOCAL)).toBe('forbidden')
  })

  it('answers to the names it was given, and to addresses, when it listens to the network', () => {
    const authorization = 'Bearer a-long-token'
    expect(outcome({ host: 'charts.example.com', authorization }, OPEN_TO_ALL)).toBe('passes')
    expect(outcome({ host: '10.0.0.5:8080', authorization }, OPEN_TO_ALL)).toBe('passes')
    expect(outcome({ host: '[fd00::1]:8080', authorization }, OPEN_TO_ALL)).toBe('passes')
    expect(outcome({ host: 'evil.example', authorization }, OPEN_TO_ALL)).toBe('forbidden')
  })

  it('answers to the name it was told to listen on', () => {
    const access = { host: 'charts.internal', allowedHosts: [], token: 'a-long-token' }
    expect(outcome({ host: 'charts.internal:8080', authorization: 'Bearer a-long-token' }, access)).toBe(
      'passes',
    )
  })
})

describe('where a request comes from', () => {
  const host = '127.0.0.1:8080'

  it('lets its own pages, typed addresses and scripts pass', () => {
    expect(outcome({ host, origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' }, LOCAL)).toBe(
      'passes',
    )
    expect(outcome({ host, 'sec-fetch-site': 'none' }, LOCAL)).toBe('passes')
    expect(outcome({ host }, LOCAL)).toBe('passes')
  })

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    // Another port of this machine is the same site, and may be anyone's.
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000' },
    { origin: 'http://127.0.0.1:3000' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'rubbish' },
  ])('refuses %o', (headers) => {
    expect(outcome({ host, ...headers }, LOCAL)).toBe('forbidden')
  })

  it('refuses a strange page even when the browser holds a session', () => {
    const cookie = sessionCookie('a-long-token', false).split(';')[0]!
    expect(outcome({ host: '10.0.0.5', cookie, origin: 'https://evil.example' }, OPEN_TO_ALL)).toBe(
      'forbidden',
    )
  })

  it('knows the page by its public name behind a proxy that changes the Host header', () => {
    const headers = {
      host: '10.0.0.5',
      origin: 'https://charts.example.com',
      authorization: 'Bearer a-long-token',
    }
    expect(outcome(headers, OPEN_TO_ALL)).toBe('passes')
  })
})

describe('the access token', () => {
  const host = '10.0.0.5'

  it('is not asked for where none is set', () => {
    expect(outcome({ host: 'localhost' }, LOCAL)).toBe('passes')
  })

  it('opens as a bearer token or as a session, and not otherwise', () => {
    const cookie = sessionCookie('a-long-token', false).split(';')[0]!
    expect(outcome({ host, authorization: 'Bearer a-long-token' }, OPEN_TO_ALL)).toBe('passes')
    expect(outcome({ host, authorization: 'bearer a-long-token' }, OPEN_TO_ALL)).toBe('passes')
    expect(outcome({ host, cookie: `theme=dark; ${cookie}` }, OPEN_TO_ALL)).toBe('passes')
    expect(outcome({ host }, OPEN_TO_ALL)).toBe('unauthenticated')
    expect(outcome({ host, authorization: 'Bearer a-long-toke' }, OPEN_TO_ALL)).toBe('unauthenticated')
    expect(outcome({ host, authorization: 'Basic a-long-token' }, OPEN_TO_ALL)).toBe('unauthenticated')
    expect(outcome({ host, cookie: 'portolan_session=a-long-token' }, OPEN_TO_ALL)).toBe('unauthenticated')
    expect(outcome({ host, cookie: 'portolan_session=' }, OPEN_TO_ALL)).toBe('unauthenticated')
  })

  it('is asked for on loopback too, once it is set', () => {
    expect(outcome({ host: 'localhost' }, { ...LOCAL, token: 'a-long-token' })).toBe('unauthenticated')
  })

  it('is not asked for by what is open: probes and the sign-in', () => {
    expect(outcome({ host }, OPEN_TO_ALL, true)).toBe('passes')
  })
})

describe('a picture on the page of another site', () => {
  const elsewhere = { host: '127.0.0.1:8080', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' }

  it('is let through where it is made for that, and known for what it is', () => {
    expect(() => guard(request(elsewhere), LOCAL, 'embedded')).not.toThrow()
    expect(isFromElsewhere(request(elsewhere), LOCAL)).toBe(true)
    expect(isFromElsewhere(request({ host: '127.0.0.1:8080', 'sec-fetch-site': 'same-origin' }), LOCAL)).toBe(
      false,
    )
  })

  it('is let through under our own names only', () => {
    expect(() => guard(request({ ...elsewhere, host: 'evil.example' }), LOCAL, 'embedded')).toThrow(/evil/)
  })
})

describe('where other sites may lead a browser', () => {
  const navigation = {
    host: 'charts.example.com',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'navigate',
  }

  it('comes a person who follows a link or a redirect', () => {
    expect(outcome(navigation, OPEN_TO_ALL, 'landing')).toBe('passes')
    expect(outcome(navigation, OPEN_TO_ALL, true)).toBe('forbidden')
  })

  it('comes no script, no form, and nobody under a strange name', () => {
    expect(outcome({ ...navigation, 'sec-fetch-mode': 'cors' }, OPEN_TO_ALL, 'landing')).toBe('forbidden')
    expect(outcome(navigation, OPEN_TO_ALL, 'landing', 'POST')).toBe('forbidden')
    expect(outcome({ ...navigation, host: 'evil.example' }, OPEN_TO_ALL, 'landing')).toBe('forbidden')
  })
})
