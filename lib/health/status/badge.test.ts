import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VERDICTS } from '@/lib/domain/connection'
import { badgeSvg } from './badge'
import { responseWords, statusWords, uptimeWords } from './badge-words'
import { textWidth } from './text-width'

const svg = (label: string, message = 'up') => badgeSvg({ label, message, tone: 'good' })
const widthOf = (text: string) => Number(/width="(\d+)"/.exec(text)?.[1])

describe('badgeSvg', () => {
  it('says in its title what it shows', () => {
    expect(svg('files')).toContain('<title>files: up</title>')
    expect(svg('files')).toContain('role="img" aria-label="files: up"')
  })

  it('is as wide as its words', () => {
    expect(widthOf(svg('a-much-longer-name'))).toBeGreaterThan(widthOf(svg('files')))
    expect(widthOf(svg('illi'))).toBeLessThan(widthOf(svg('mwmw')))
    expect(widthOf(svg(''))).toBe(Math.ceil(textWidth('up')) + 12)
  })

  it('takes a label for text, whatever it holds', () => {
    const drawn = svg('"/><script>alert(1)</script>&\u0000\u001b')
    expect(drawn).not.toContain('<script')
    expect(drawn).toContain('&#60;script&#62;')
    expect(drawn).not.toContain('\u0000')
  })

  it('shortens what is too long for a badge', () => {
    expect(svg('x'.repeat(500))).toContain(`${'x'.repeat(59)}…`)
  })

  it('is well-formed for any words', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.string({ maxLength: 80 }),
        (label, message) => {
          const drawn = svg(label, message)
          // Every tag is one of ours, every ampersand begins a reference, and nothing is there that XML forbids.
          const tags = [...drawn.matchAll(/<\/?([a-zA-Z]+)/g)].map(([, tag]) => tag)
          expect(['svg', 'title', 'clipPath', 'rect', 'g', 'text']).toEqual(expect.arrayContaining(tags))
          expect(drawn).not.toMatch(/&(?!#\d+;)/)
          // eslint-disable-next-line no-control-regex -- what XML forbids
          expect(drawn).not.toMatch(/[\u0000-\u001f\ufffe\uffff]/)
          expect(drawn.isWellFormed()).toBe(true)
        },
      ),
    )
  })
})

describe('the words of a badge', () => {
  it('has words for every verdict, and maintenance before all of them', () => {
    const words = VERDICTS.map((verdict) => statusWords(verdict, false).message)
    expect(words).toEqual(['up', 'degraded', 'down', 'needs sign-in', 'unknown'])
    expect(statusWords('unhealthy', true)).toEqual({ message: 'maintenance', tone: 'accent' })
  })

  it('calls nothing 100% that was not always up', () => {
    expect(uptimeWords(1, '30d')).toEqual({ message: '100% in 30 d', tone: 'good' })
    expect(uptimeWords(0.999_999, '30d').message).toBe('99.99% in 30 d')
    expect(uptimeWords(0.961, '24h')).toEqual({ message: '96.1% in 24 h', tone: 'fair' })
    expect(uptimeWords(0.5, '7d').tone).toBe('bad')
    expect(uptimeWords(null, '7d').message).toBe('no data')
  })

  it('says response times as long as they are', () => {
    expect(responseWords(0.2, '24h').message).toBe('p95 1 ms in 24 h')
    expect(responseWords(412.4, '24h').message).toBe('p95 412 ms in 24 h')
    expect(responseWords(12_340, '24h').message).toBe('p95 12.3 s in 24 h')
    expect(responseWords(null, '24h').message).toBe('no data')
  })
})
