import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { termsOf } from './terms-of'

const terms = (text: string, language?: string | null) => termsOf(text, language).map(({ term }) => term)
const shared = (one: string, other: string, language?: string) => {
  const known = new Set(terms(one, language))
  return terms(other, language).filter((term) => known.has(term))
}

describe('the words of a text', () => {
  it.each([
    ['getUserName', ['get', 'user', 'name', 'getusernam']],
    ['user_name', ['user', 'name', 'usernam']],
    ['HTTPServer2', ['http', 'server', 'httpserver2']],
    ['ERR-4012', ['err', '4012', 'err4012']],
    ['2.4.0', ['2.4.0']],
    ['v2.14.3', ['14', 'v2.14.3']],
    ['utf8', ['utf', 'utf8']],
    ['C++ and C#', ['c++', 'c#']],
    ['the URLs of IDs', ['url', 'id']],
    ['docs/guides/dns.md', ['doc', 'guid', 'dns', 'md', 'docs/guides/dns.md']],
    ['192.168.0.1', ['192', '168', '192.168.0.1']],
    ['2026-11-22', ['2026', '11', '22', '2026-11-22']],
    ['__init__', ['init', 'init']],
  ])('of %s', (text, expected) => {
    expect(terms(text)).toEqual(expected)
  })

  it.each([
    ['getUserName', 'get_user_name'],
    ['ERR-4012', 'err4012'],
    ['maxRetries', 'MAX_RETRIES'],
    ['well-known', 'wellknown'],
    ['e-mail', 'email'],
    ['dry-run', 'dryRun'],
  ])('know %s and %s as one whole', (one, other) => {
    expect(terms(one).at(-1)).toBe(terms(other).at(-1))
  })

  it.each([
    ['2.4.0', '24.0'],
    ['1-2', '12'],
    ['ERR-4012', 'ERR-4013'],
  ])('tell %s from %s', (one, other) => {
    expect(terms(one).at(-1)).not.toBe(terms(other).at(-1))
  })

  it.each([
    ['en', 'connections', 'connecting'],
    ['en', 'policies', 'policy'],
    ['de', 'Verbindungen', 'Verbindung'],
    ['fr', 'connexions', 'connexion'],
    ['es', 'conexiones', 'conexión'],
    ['it', 'connessioni', 'connessione'],
    ['pt', 'conexões', 'conexoes'],
    ['ru', 'соединения', 'соединение'],
    ['sv', 'anslutningar', 'anslutning'],
  ])('share a stem in %s: %s, %s', (language, one, other) => {
    expect(shared(one, other, language)).toHaveLength(1)
  })

  it('leave out stop words, alone and in identifiers', () => {
    expect(terms('What is the name of it?')).toEqual(['name'])
    expect(terms('Wie ist der Name?', 'de')).toEqual(['nam'])
    expect(terms("don't l'eau", 'fr')).toContain('eau')
  })

  it('do not care for accents, case, widths and how they are composed', () => {
    expect(terms('CAFÉ', 'fr')).toEqual(terms('cafe\u0301', 'fr'))
    expect(terms('Ｓｅｒｖｅｒ')).toEqual(terms('server'))
    expect(terms('Straße', 'de')).toEqual(terms('STRASSE', 'de'))
    expect(terms('Ёлка', 'ru')).toEqual(terms('елка', 'ru'))
    expect(terms('smørrebrød', 'da')).toEqual(terms('smorrebrod', 'da'))
  })

  it('keep the vowel signs of scripts whose marks are letters', () => {
    expect(terms('कि', 'sa')).not.toEqual(terms('का', 'sa'))
    expect(terms('й', 'bg')).not.toEqual(terms('и', 'bg'))
  })

  it('take Chinese, Japanese and Korean in pairs, and what stands among them by its own rules', () => {
    expect(terms('数据库', 'zh')).toEqual(['数据', '据库'])
    expect(terms('猫')).toEqual(['猫'])
    expect(terms('用PostgreSQL存储', 'zh')).toEqual(['用', 'postgre', 'sql', 'postgresql', '存储'])
    expect(shared('데이터베이스를', '데이터베이스', 'ko')).toHaveLength(5)
  })

  it('say where they stand in the text as it is', () => {
    const text = '  Früher getUserName()  2.4.0'
    const found = termsOf(text, 'de').map(({ start, end }) => text.slice(start, end))
    expect(found).toEqual(['Früher', 'get', 'User', 'Name', 'getUserName', '2.4.0'])
  })

  it('hold any text: never white space, never outside of it, never without end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        for (const { term, start, end } of termsOf(text)) {
          expect(term).not.toBe('')
          expect(term).not.toMatch(/\s/)
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(text.length)
        }
      }),
    )
    expect(termsOf('a'.repeat(500_000))[0]?.term).toHaveLength(64)
    expect(termsOf('a1'.repeat(50_000)).length).toBeGreaterThan(0)
  })
})
