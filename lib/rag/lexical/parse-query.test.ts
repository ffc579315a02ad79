import { describe, expect, it } from 'vitest'
import { holdsPhrase, parseQuery } from './parse-query'

describe('a query', () => {
  it('is read in every language that there are passages in', () => {
    expect(parseQuery('Verbindungen', ['en', 'de']).terms).toEqual(['verbindungen', 'verbind'])
    expect(parseQuery('connections', []).terms).toEqual(['connect'])
  })

  it.each([
    ['say "exactly this" please', 'exactly this'],
    ['„genau dies“ bitte', 'genau dies'],
    ['“curly ones”', 'curly ones'],
    ['« ceci »', 'ceci'],
  ])('has a phrase in %s', (query, phrase) => {
    expect(parseQuery(query, ['en']).phrases.map(({ text }) => text)).toEqual([phrase])
  })

  it('has no phrase in a lone quotation mark or an empty pair', () => {
    expect(parseQuery('5" disks', ['en']).phrases).toEqual([])
    expect(parseQuery('"" and " "', ['en']).phrases).toEqual([])
  })

  it('keeps the words of its phrases among its words', () => {
    expect(parseQuery('"lost connection"', ['en'])).toEqual({
      terms: ['lost', 'connect'],
      phrases: [{ text: 'lost connection', terms: [['lost', 'connect']] }],
    })
  })

  it('stays small however much is pasted', () => {
    const text = Array.from({ length: 3_000 }, (_, at) => `word${at}x`).join(' ')
    expect(parseQuery(text, ['en', 'de', 'fr']).terms.length).toBeLessThanOrEqual(64)
  })
})

describe('a phrase', () => {
  it.each([
    ['The  Server\nrefused it', 'server refused', true],
    ['The server has refused it', 'server refused', false],
    ['a b c', 'a b c', true],
    ['ＦＵＬＬ width', 'full', true],
    ['café', 'cafe', false],
  ])('in %j: %j is held: %s', (text, phrase, held) => {
    expect(holdsPhrase(text, phrase)).toBe(held)
  })
})
