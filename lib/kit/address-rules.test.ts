import { describe, expect, it } from 'vitest'
import { kindOfAddress } from './address-kind'
import { anyAddress, faultOfAllowed, publicOr, refusalOfHost } from './address-rules'
import { parseAddress, parseRange } from './ip-address'

describe('the kind of an address', () => {
  it.each([
    ['0.0.0.0', 'an unspecified address'],
    ['0.1.2.3', 'an unspecified address'],
    ['::', 'an unspecified address'],
    ['127.0.0.1', 'a loopback address'],
    ['127.255.255.254', 'a loopback address'],
    ['::1', 'a loopback address'],
    ['10.1.2.3', 'a private address'],
    ['172.16.0.1', 'a private address'],
    ['172.31.255.255', 'a private address'],
    ['192.168.1.1', 'a private address'],
    ['fd12:3456::1', 'a private address'],
    ['fec0::1', 'a private address'],
    ['169.254.169.254', 'a link-local address'],
    ['fe80::1', 'a link-local address'],
    ['fe80::1%eth0', 'a link-local address'],
    ['100.64.0.1', 'a shared (carrier-grade NAT) address'],
    ['100.127.255.255', 'a shared (carrier-grade NAT) address'],
    ['224.0.0.1', 'a multicast address'],
    ['ff02::1', 'a multicast address'],
    ['255.255.255.255', 'a reserved address'],
    ['198.18.0.1', 'a reserved address'],
    ['192.0.2.1', 'a reserved address'],
    ['2001:db8::1', 'a reserved address'],
    ['64:ff9b:1::1', 'a reserved address'],
    ['::10.0.0.1', 'a reserved address'],
    ['nonsense', 'a reserved address'],
  ])('%s is %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind)
  })

  it.each(['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.0.1', '100.128.0.1', '2606:4700::1111'])(
    '%s is public',
    (address) => {
      expect(kindOfAddress(address)).toBe('public')
    },
  )

  it.each([
    ['::ffff:127.0.0.1', 'a loopback address'],
    ['::ffff:7f00:1', 'a loopback address'],
    ['::ffff:169.254.169.254', 'a link-local address'],
    ['::ffff:8.8.8.8', 'public'],
    ['::ffff:0:10.0.0.1', 'a private address'],
    ['64:ff9b::10.0.0.1', 'a private address'],
    ['64:ff9b::7f00:1', 'a loopback address'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['2002:7f00:1::', 'a loopback address'],
    ['2002:a00:1::', 'a private address'],
    // 127.0.0.1 with its bits inverted.
    ['2001:0:1:2:3:4:80ff:fffe', 'a loopback address'],
  ])('%s is what it carries: %s', (address, kind) => {
    expect(kindOfAddress(address)).toBe(kind)
  })
})

describe('an address', () => {
  it.each([
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    'g::',
    '1.2.3.4::',
  ])('is not %s', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('has ranges of whole and of part bytes', () => {
    expect(parseRange('10.0.0.0/8')?.bits).toBe(8)
    expect(parseRange('10.0.0.0/33')).toBeUndefined()
    expect(parseRange('10.0.0.0/8/8')).toBeUndefined()
    expect(parseRange('10.0.0.0/')).toBeUndefined()
    expect(parseRange('fd00::/8')?.bytes).toHaveLength(16)
  })
})

describe('a rule about addresses', () => {
  it('lets public addresses pass and says what others are', () => {
    const rule = publicOr([])
    expect(rule('8.8.8.8', 'example.com')).toBeUndefined()
    expect(rule('10.0.0.1', 'example.com')).toBe('a private address')
  })

  it('lets pass what an administrator allows, by range, address, host and part of a host', () => {
    const rule = publicOr(['10.0.0.0/8', 'fd00::1', 'registry.internal', '*.svc.cluster.local'])
    expect(rule('10.9.9.9', 'anything')).toBeUndefined()
    expect(rule('192.168.0.1', 'anything')).toBe('a private address')
    expect(rule('fd00::1', 'anything')).toBeUndefined()
    expect(rule('fd00::2', 'anything')).toBe('a private address')
    expect(rule('192.168.0.1', 'Registry.internal.')).toBeUndefined()
    expect(rule('192.168.0.1', 'x.svc.cluster.local')).toBeUndefined()
    expect(rule('192.168.0.1', 'evilsvc.cluster.local')).toBe('a private address')
  })

  it('lets everything pass when told so', () => {
    expect(publicOr(['allow'])('127.0.0.1', 'x')).toBeUndefined()
    expect(anyAddress('127.0.0.1', 'x')).toBeUndefined()
  })

  it('knows which hosts lead inside without asking DNS', () => {
    const rule = publicOr([])
    expect(refusalOfHost('[::1]', rule)).toBe('a loopback address')
    expect(refusalOfHost('[::ffff:7f00:1]', rule)).toBe('a loopback address')
    expect(refusalOfHost('192.168.1.1', rule)).toBe('a private address')
    expect(refusalOfHost('localhost', rule)).toBe('a loopback address')
    expect(refusalOfHost('a.localhost.', rule)).toBe('a loopback address')
    expect(refusalOfHost('example.com', rule)).toBeUndefined()
    expect(refusalOfHost('localhost', publicOr(['localhost']))).toBeUndefined()
  })

  it('says what can’t stand in such a list', () => {
    for (const entry of ['10.0.0.0/8', '::1', 'host', '*.example.com', 'allow', 'my_host.x'])
      expect(faultOfAllowed(entry)).toBeUndefined()
    for (const entry of ['10.0.0.0/99', '10.0.0', 'a b', 'https://x', '*'])
      expect(faultOfAllowed(entry)).toContain(entry)
  })
})
