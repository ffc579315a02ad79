import { describe, expect, it } from 'vitest'
import { PAGES } from './pages'
import { matching, scoreOf } from './palette-commands'

const titles = (query: string) => matching(query, PAGES).map(({ title }) => title)

describe('matching', () => {
  it('offers everything in its own order when nothing is typed', () => {
    expect(titles('')).toEqual(PAGES.map(({ title }) => title))
    expect(titles('  ')).toHaveLength(PAGES.length)
  })

  it('finds a page by its name before one by other words', () => {
    expect(titles('se')[0]).toBe('Servers')
    expect(titles('config')[0]).toBe('Config')
  })

  it('finds a page by another word for it', () => {
    expect(titles('chat')).toEqual(['Playground'])
    expect(titles('yaml')).toEqual(['Config'])
  })

  it('does not find a page by the middle of a word that is not on the screen', () => {
    expect(titles('ome')).toEqual([])
  })

  it('wants every word', () => {
    expect(titles('config zebra')).toEqual([])
  })
})

describe('scoreOf', () => {
  it('prefers the start of the text to the start of a word, and that to the middle', () => {
    const [start, word, middle] = [
      scoreOf('con', 'connect all'),
      scoreOf('all', 'connect all'),
      scoreOf('nect', 'connect all'),
    ]
    expect(start).toBeGreaterThan(word)
    expect(word).toBeGreaterThan(middle)
    expect(middle).toBeGreaterThan(0)
  })
})
