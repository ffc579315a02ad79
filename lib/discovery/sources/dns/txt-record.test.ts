import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTextRecord } from './txt-record'

const read = (...strings: string[]) => readTextRecord(strings.map((text) => Buffer.from(text)))

describe('a TXT record', () => {
  it('names an endpoint with its transport and tags', () => {
    expect(read('v=mcp1; endpoint=https://files.test/mcp; transport=sse; tags=a, b,,a')).toMatchObject({
      kind: 'read',
      warnings: [],
      text: { endpoint: new URL('https://files.test/mcp'), transport: 'sse', tags: ['a', 'b', 'a'] },
    })
  })

  it('is one text in as many strings as it takes', () => {
    expect(read('v=mcp1; end', 'point=https://files.te', 'st/mcp')).toMatchObject({
      text: { endpoint: new URL('https://files.test/mcp') },
    })
  })

  it('may write keys large, quote values, and end with a semicolon', () => {
    expect(read('V = MCP1;;  PATH = "/a;b \\"c\\"" ; Transport=HTTP;')).toMatchObject({
      text: { path: '/a;b "c"', transport: 'streamable-http' },
      warnings: [],
    })
  })

  it.each([
    '',
    'v=spf1 include:example.com -all',
    'google-site-verification=abc',
    'v=DMARC1; p=none',
    'path=/mcp',
  ])('of others is left alone: %s', (text) => expect(read(text)).toEqual({ kind: 'other' }))

  it.each([
    ['v=mcp2; endpoint=https://a.test', 'v=mcp2 is not known here'],
    ['v=mcp1path=/x', 'v=mcp1path=/x is not known here'],
    ['v=mcp1; endpoint=files.test', 'endpoint=files.test is no http:// or https:// URL'],
    ['v=mcp1; endpoint=https://me:secret@files.test', 'without a user in it'],
    ['v=mcp1; src=mcp.json', 'src=mcp.json is no http:// or https:// URL'],
    ['v=mcp1; registry=https://${KEY}.test', 'is no http:// or https:// URL'],
    ['v=mcp1; endpoint="https://files.test', 'is no http:// or https:// URL'],
    ['v=mcp1; transport=stdio', 'transport=stdio is neither'],
    ['v=mcp1; = x', "can't be read from “= x” on"],
    ['v=mcp1; two words', "can't be read from “two words” on"],
  ])('that is wrong says what: %s', (text, message) => {
    expect(read(text)).toEqual({ kind: 'refused', message: expect.stringContaining(message) as unknown })
  })

  it('warns of what it does not know and what it does not use', () => {
    expect(
      read(`v=mcp1; endpoint=https://a.test/x; path=y; colour=blue; path=z; tags=${'t'.repeat(65)}`),
    ).toMatchObject({
      kind: 'read',
      warnings: [
        'path= stands there twice; the first counts',
        'colour= is not known here',
        expect.stringMatching(/^The tag t+… is too long$/) as unknown,
        'path=/y is not used: the endpoint has a path',
      ],
      text: { endpoint: new URL('https://a.test/x') },
    })
  })

  it('gives an endpoint without a path the path that it names', () => {
    expect(read('v=mcp1; path=deep/mcp; endpoint=https://a.test')).toMatchObject({
      text: { endpoint: new URL('https://a.test/deep/mcp') },
    })
  })

  it('is read whatever is in it, at once', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readTextRecord([bytes])))
    // Gone through again from each character, these would take minutes.
    for (const part of [' ', ';', '"', '\\', 'a', 'a=', 'a="']) read(`v=mcp1;${part.repeat(300_000)}`)
  })
})
