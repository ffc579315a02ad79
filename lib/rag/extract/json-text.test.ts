import { describe, expect, it } from 'vitest'
import { spreadJson, withoutEscapes } from './json-text'

describe('JSON laid out', () => {
  it.each([
    { a: [1, 2.5, { b: null, c: [], d: {} }], e: 'x"y\\\\', f: 'a, b: {c}' },
    [[[]], [{}], true, false, ''],
    'text',
    -1.5e30,
  ])('is as JSON itself lays out %j', (value) => {
    for (const written of [JSON.stringify(value), JSON.stringify(value, null, 7)]) {
      expect(spreadJson(written)).toBe(JSON.stringify(value, null, 2))
    }
  })

  it('keeps numbers, names and their order as they are written', () => {
    const written = '{"z":12345678901234567890,"1":1.10,"z":2}'
    expect(spreadJson(written)).toBe('{\n  "z": 12345678901234567890,\n  "1": 1.10,\n  "z": 2\n}')
  })
})

describe('escapes of letters', () => {
  it.each([
    [String.raw`"caf\u00e9 \ud83d\ude00"`, '"café 😀"'],
    [String.raw`"\\u00e9 \" \n \u0022 \u000a \u2028"`, String.raw`"\\u00e9 \" \n \u0022 \u000a \u2028"`],
    [String.raw`"\\\u00e9"`, String.raw`"\\é"`],
  ])('%s is read as %s', (written, read) => {
    expect(withoutEscapes(written)).toBe(read)
    expect(JSON.parse(read)).toBe(JSON.parse(written))
  })
})
