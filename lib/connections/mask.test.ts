import { describe, expect, it } from 'vitest'
import type { Endpoint } from '@/lib/domain/endpoint'
import { addressOf, maskerOf } from './mask'

const stdio = (env: Record<string, string>): Endpoint => ({ kind: 'stdio', command: 'x', args: [], env })
const remote = (url: string, headers: Record<string, string> = {}): Endpoint => ({
  kind: 'remote',
  transport: 'streamable-http',
  url,
  headers,
})

describe('maskerOf', () => {
  it('hides the values of the environment wherever they stand', () => {
    const mask = maskerOf(stdio({ KEY: 'sk-12345', PLAIN: '1' }))
    expect(mask('using sk-12345 (sk-12345), level 1')).toBe('using •••••••• (••••••••), level 1')
  })

  it('hides a header’s value with and without its scheme', () => {
    const mask = maskerOf(remote('https://h/mcp', { Authorization: 'Bearer abcdefgh' }))
    expect(mask('sent "Bearer abcdefgh", token abcdefgh')).toBe('sent "••••••••", token ••••••••')
  })

  it('hides the password and the query of a URL', () => {
    const mask = maskerOf(remote('https://ada:s%40cret-word@h/mcp?key=query-secret'))
    expect(mask('s@cret-word s%40cret-word query-secret')).toBe('•••••••• •••••••• ••••••••')
  })

  it('hides the whole of a secret that contains another', () => {
    const mask = maskerOf(stdio({ A: 'secret', B: 'secret-and-more' }))
    expect(mask('secret-and-more')).toBe('••••••••')
  })

  it('leaves a text without secrets as it is', () => {
    expect(maskerOf(stdio({}))('plain')).toBe('plain')
  })
})

describe('addressOf', () => {
  it('shows neither user, password nor query', () => {
    expect(addressOf('https://ada:pw@h:8443/mcp?key=1#x')).toBe('https://h:8443/mcp')
    expect(addressOf('no url')).toBe('no url')
  })
})
