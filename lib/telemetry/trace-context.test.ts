import { describe, expect, it } from 'vitest'
import { carrierOf, readTraceparent, writeTraceparent } from './trace-context'

const VALID = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

describe('a trace parent', () => {
  it('is read and written as W3C has it', () => {
    const parent = readTraceparent(` ${VALID} `)
    expect(parent).toEqual({ traceId: VALID.slice(3, 35), spanId: VALID.slice(36, 52), flags: 1 })
    expect(writeTraceparent(parent!)).toBe(VALID)
  })

  it('of a later version is read as far as it is known', () => {
    expect(readTraceparent(VALID.replace('00-', 'cc-') + '-what-comes-later')?.flags).toBe(1)
  })

  it.each([
    ['of zeros', VALID.replace(/[1-9a-f]/g, '0')],
    ['in capitals', VALID.toUpperCase()],
    ['too short', VALID.slice(0, -1)],
    ['of version ff', VALID.replace('00-', 'ff-')],
    ['with more than its version has', `${VALID}-more`],
    ['that is none', 'nonsense'],
  ])('%s is as if none had come', (_, header) => {
    expect(readTraceparent(header)).toBeUndefined()
    expect(carrierOf(new Headers({ traceparent: header }))).toBeUndefined()
  })

  it('comes with its state, unless that is longer than anyone must take', () => {
    const carrier = (tracestate: string) => carrierOf(new Headers({ traceparent: VALID, tracestate }))
    expect(carrier('a=b')).toEqual({ traceparent: VALID, tracestate: 'a=b' })
    expect(carrier('a='.padEnd(600, 'x'))).toEqual({ traceparent: VALID })
  })
})
