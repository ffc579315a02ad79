import { describe, expect, it } from 'vitest'
import { bareMediaType, guessKind } from './guess-kind'

describe('guessKind', () => {
  it.each([
    ['guide.MD', '', 'markdown'],
    ['page.html', 'text/plain', 'html'],
    ['report', 'application/pdf; version=1.7', 'pdf'],
    ['lib/main.rs', 'text/plain', 'code'],
    ['LICENSE', 'application/octet-stream', 'text'],
  ])('takes %s, said to be %j, for %s', (name, mediaType, kind) => {
    expect(guessKind(name, mediaType)).toBe(kind)
  })
})

describe('bareMediaType', () => {
  it.each([
    ['Text/HTML; charset=utf-8', 'text/html'],
    [undefined, 'application/octet-stream'],
    ['rubbish\r\nx-evil: 1', 'application/octet-stream'],
  ])('makes %j %s', (given, bare) => {
    expect(bareMediaType(given)).toBe(bare)
  })
})
