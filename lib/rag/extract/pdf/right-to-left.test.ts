import { describe, expect, it } from 'vitest'
import type { TextItem } from './page-text'
import { inReadingOrder } from './right-to-left'

/** Items of ten points each from the left, of one line. */
const line = (...texts: string[]) =>
  texts.map((str, at): TextItem => ({
    ...{ str, width: 10, height: 12, fontName: 'f', hasEOL: at === texts.length - 1 },
    transform: [12, 0, 0, 12, 100 + at * 10, 700],
  }))
const texts = (items: TextItem[]) =>
  inReadingOrder(items).map((item) => ('str' in item ? item.str : item.type))

describe('text from right to left', () => {
  it('is read from the right, in letters as they are typed', () => {
    expect(texts(line('ء', 'ﺎ', 'ﻨ', 'ﻴ', 'ﻣ'))).toEqual(['ميناء'])
    expect(texts(line('.', 'םולש', ' ', 'ןימי'))).toEqual(['ןימי םולש.'])
  })

  it('keeps what stands in it from left to right', () => {
    expect(texts(line('ﻢﻛ', ' ', '20', ' ', 'km', ' ', 'ﺪﻌﺑ'))).toEqual(['ﺪﻌﺑ 20 km ﻢﻛ'.normalize('NFKC')])
  })

  it('is one item where it stands, and ends its line', () => {
    expect(inReadingOrder(line('ﺐ', 'ﺎ', 'ﺑ'))).toMatchObject([
      { width: 30, hasEOL: true, transform: [12, 0, 0, 12, 100, 700] },
    ])
  })

  it('leaves other text, what is marked, and columns alone', () => {
    const words = line('Left', ' ', 'to', ' ', 'right')
    expect(inReadingOrder(words)).toEqual(words)
    const far = line('ﺐ', 'ﺎ').map((item, at) => ({ ...item, transform: [12, 0, 0, 12, at * 200, 700] }))
    expect(texts(far)).toEqual(['ﺐ', 'ﺎ'])
    const mark = (begin: object, ...items: TextItem[]) => [
      { type: 'beginMarkedContentProps', ...begin },
      ...items,
      { type: 'endMarkedContent' },
    ]
    const [one, two] = line('ﺐ', 'ﺎ')
    expect(inReadingOrder([...mark({ id: '1' }, one!), ...mark({ id: '2' }, two!)])).toHaveLength(6)
    expect(
      texts([...mark({ tag: 'Span', id: null }, one!), ...mark({ tag: 'Span' }, two!)] as TextItem[]),
    ).toEqual(['اب'])
  })
})
