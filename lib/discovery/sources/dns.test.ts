import { describe, expect, it } from 'vitest'
import { systemClock } from '@/lib/kit/clock'
import { silentLogger } from '@/lib/kit/logger'
import type { SourceParts } from '../source'
import { dnsMethod } from './dns'
import { parseServerAddress, serverAddressText } from './dns/server-address'

const nothing = { candidates: [], problems: [] }
const parts: SourceParts = {
  readServers: () => nothing,
  variable: () => undefined,
  clock: systemClock,
  logger: silentLogger,
  configFiles: { load: () => Promise.resolve(nothing), watch: () => Promise.resolve() },
}

describe('the settings of DNS', () => {
  it('say what to set while no domain is named', () => {
    expect(dnsMethod.create(dnsMethod.settings.parse({}), parts)).toMatch(/^No domain is named\. Add one/)
  })

  it('make a source that has each domain as a part', () => {
    const settings = dnsMethod.settings.parse({
      domains: ['B.test.', 'münchen.test', 'b.test'],
      names: ['_mcp._tcp.b.test', '_tools._tcp.b.test'],
      resolvers: ['127.0.0.1:5353'],
    })
    const source = dnsMethod.create(settings, parts)
    expect(typeof source === 'string' ? source : source.parts?.()).toEqual(
      ['b.test', 'xn--mnchen-3ya.test', '_tools._tcp.b.test'].map((name) => ({ name, state: 'connecting' })),
    )
  })

  it.each(['', 'two words', 'https://a.test', '-a.test', 'a..test', `${'a'.repeat(64)}.test`, '*.test'])(
    'refuse %j as a domain',
    (domain) => expect(dnsMethod.settings.safeParse({ domains: [domain] }).success).toBe(false),
  )

  it.each([
    ['10.0.0.10', '10.0.0.10', 53],
    ['127.0.0.1:5353', '127.0.0.1', 5353],
    ['fd00::53', 'fd00::53', 53],
    ['[fd00::53]:5353', 'fd00::53', 5353],
    ['[::1]', '::1', 53],
    ['fe80::1%eth0', 'fe80::1%eth0', 53],
  ])('take %s as a resolver', (text, host, port) => {
    const address = parseServerAddress(text)!
    expect(address).toEqual({ host, port })
    expect(parseServerAddress(serverAddressText(address))).toEqual(address)
  })

  it.each(['dns.example.com', '10.0.0.10:0', '10.0.0.10:65536', '::1:x', '[10.0.0.1]:53', '[::1', ''])(
    'refuse %j as a resolver',
    (resolver) => expect(dnsMethod.settings.safeParse({ resolvers: [resolver] }).success).toBe(false),
  )
})
