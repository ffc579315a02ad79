import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SERVER_NAME_PATTERN } from '@/lib/domain/server-name'
import { nameFilter, nameOfEndpoint, nameOfRegistered } from './names'

describe('the name of a registry’s server', () => {
  it('keeps what it can, with an underscore for the slash', () => {
    expect(nameOfRegistered('io.github.acme/weather')).toBe('io.github.acme_weather')
    expect(nameOfRegistered('com.example/my_server-2.0')).toBe('com.example_my_server-2.0')
    expect(nameOfRegistered('plain')).toBe('plain')
  })

  it.each([
    ['io.github.a/b-c', 'io.github.a-b/c'],
    ['a/b_c', 'a_b/c'],
    ['a/b/c', 'a/b_c'],
    ['a/b!', 'a/b?'],
    [`a/${'x'.repeat(200)}1`, `a/${'x'.repeat(200)}2`],
    ['a/', 'a/_'],
    ['日本/語', '中国/語'],
  ])('tells %j and %j apart', (one, other) => {
    expect(nameOfRegistered(one)).toMatch(SERVER_NAME_PATTERN)
    expect(nameOfRegistered(other)).toMatch(SERVER_NAME_PATTERN)
    expect(nameOfRegistered(one)).not.toBe(nameOfRegistered(other))
  })

  it('is always one that a server may have, and no two registered names share one', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '.', '-', '_', '/', 'é'), maxLength: 8 })
    fc.assert(
      fc.property(part, part, (one, other) => {
        expect(nameOfRegistered(one)).toMatch(SERVER_NAME_PATTERN)
        if (one !== other) expect(nameOfRegistered(one)).not.toBe(nameOfRegistered(other))
      }),
    )
  })
})

describe('the name of an endpoint', () => {
  it.each([
    ['https://mcp.example.com/mcp', 'mcp.example.com'],
    ['https://mcp.example.com/', 'mcp.example.com'],
    ['https://example.com/team/a/mcp', 'example.com_team_a'],
    ['https://example.com/sse', 'example.com_sse'],
    ['http://example.com/mcp', 'example.com-80'],
    ['http://127.0.0.1:8080/mcp', '127.0.0.1-8080'],
  ])('of %s is %s', (url, name) => {
    expect(nameOfEndpoint(new URL(url))).toBe(name)
  })

  it('is a valid one for any host', () => {
    for (const url of [
      'http://[::1]:8080/mcp',
      'https://example.com/a%20b/ü/mcp',
      `https://x.com/${'p'.repeat(300)}`,
    ])
      expect(nameOfEndpoint(new URL(url))).toMatch(SERVER_NAME_PATTERN)
  })
})

describe('a choice of names', () => {
  it('takes stars for any part, and capitals for small letters', () => {
    const includes = nameFilter(['io.github.acme/*', '*weather*', 'exact'])
    expect(includes('io.github.Acme/anything')).toBe(true)
    expect(includes('com.x/my-weather-2')).toBe(true)
    expect(includes('exact')).toBe(true)
    expect(includes('exactly')).toBe(false)
    expect(includes('com.github.acme/x')).toBe(false)
  })

  it('lets everything pass where nothing is chosen', () => {
    expect(nameFilter(undefined)('x')).toBe(true)
    expect(nameFilter([])('x')).toBe(true)
  })

  it('does not take overlapping parts for a match, nor long for a pattern made to be slow', () => {
    expect(nameFilter(['ab*ba'])('aba')).toBe(false)
    expect(nameFilter(['a*b*c'])('a-c-b')).toBe(false)
    expect(nameFilter(['*a*a*a*a*a*a*a*a*a*a*a*b'])('a'.repeat(5_000))).toBe(false)
  })
})
