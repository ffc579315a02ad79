import { describe, expect, it } from 'vitest'
import { attachment } from './attachment'

const named = (name: string) =>
  attachment({ name, size: 1, hash: 'h', bytes: new Blob(['x']).stream() }).headers.get('content-disposition')

describe('attachment', () => {
  it.each([
    ['guides/dns.md', `attachment; filename="dns.md"; filename*=UTF-8''dns.md`],
    ['a"b\r\nx: y.md', `attachment; filename="a_b__x_ y.md"; filename*=UTF-8''a%22b%0D%0Ax%3A%20y.md`],
    ["it's (1).pdf", `attachment; filename="it_s (1).pdf"; filename*=UTF-8''it%27s%20%281%29.pdf`],
  ])('names %j so that no header is broken by it', (name, header) => {
    expect(named(name)).toBe(header)
  })

  it('is nothing that a browser runs', () => {
    const { headers } = attachment({ name: 'x.html', size: 1, hash: 'h', bytes: new Blob(['x']).stream() })
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
