import { encode } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeQuery, readReply } from './message'

describe('what arrives', () => {
  const query = makeQuery({ name: '_mcp._tcp.a.test', type: 'SRV' }, { edns: true })

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readReply(Buffer.from(bytes), query)),
    )
  })

  it('is read whatever is bent in a right answer', () => {
    const right = encode({
      type: 'response',
      id: query.id,
      questions: [{ name: query.question.name, type: 'SRV' }],
      answers: [
        { type: 'SRV', name: query.question.name, ttl: 1, data: { target: 'b.a.test', port: 1 } },
        { type: 'TXT', name: query.question.name, ttl: 1, data: ['one', 'two'] },
      ],
    })
    fc.assert(
      fc.property(fc.nat(right.length - 1), fc.nat(255), fc.nat(right.length), (at, value, length) => {
        const bent = Buffer.from(right)
        bent[at] = value
        readReply(bent.subarray(0, length), query)
      }),
    )
  })

  it('is foreign if it is a question itself', () => {
    expect(readReply(query.bytes, query)).toEqual({ kind: 'foreign' })
  })
})
