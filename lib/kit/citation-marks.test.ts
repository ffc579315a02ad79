import { describe, expect, it } from 'vitest'
import { findMarks, splitSigns, withoutHalfMark, withoutSigns, withSigns } from './citation-marks'

const numbers = (text: string) => findMarks(text).map((mark) => mark.numbers)

describe('finding citations', () => {
  it.each([
    ['It is so [1].', [[1]]],
    ['It is so [1, 2].', [[1, 2]]],
    ['It is so [1][2].', [[1], [2]]],
    ['It is so [1] [12].', [[1], [12]]],
    ['It is so [2-4].', [[2, 3, 4]]],
    ['It is so [1; 3–4].', [[1, 3, 4]]],
    ['It is so 【1】 and 【2†source】.', [[1], [2]]],
    ['It is so [^1].', [[1]]],
    ['Twice the same [1,1].', [[1]]],
  ])('reads %s', (text, expected) => expect(numbers(text)).toEqual(expected))

  it.each([
    'A link [1](https://example.com)',
    'A picture ![1](x.png)',
    '[1]: https://example.com',
    'A [word][1] that is a link by reference',
    'Escaped \\[1]',
    'An index [0], and [0, 1]',
    'A year [2026]',
    'A wide range [1-400], a turned one [4-2]',
    'Half [1 written',
    'Empty []',
  ])('takes no citation from: %s', (text) => expect(numbers(text)).toEqual([]))

  it('says where each stands', () => {
    const text = 'Ünïcode 👍 first [1] then 【2】'
    expect(findMarks(text).map(({ at, end }) => text.slice(at, end))).toEqual(['[1]', '【2】'])
  })
})

describe('signs', () => {
  it('give back what was written', () => {
    const answer = 'a [1] b `x[2]` c'
    const { text, marks } = withSigns(answer)
    expect(text).not.toContain('[')
    expect(withoutSigns(text)).toBe(answer)
    expect(marks).toHaveLength(2)
    expect(splitSigns(text)).toEqual([
      'a ',
      { index: 0, written: '[1]' },
      ' b `x',
      { index: 1, written: '[2]' },
      '` c',
    ])
  })

  it('can not be forged by a model that writes them itself', () => {
    expect(splitSigns(withSigns('forged \uE0C10\uE0C2 sign').text)).toEqual(['forged 0 sign'])
  })
})

describe('a mark that is half written', () => {
  it.each([
    ['So it is [', 'So it is '],
    ['So it is [1', 'So it is '],
    ['So it is [1, ', 'So it is '],
    ['So it is 【1†sou', 'So it is '],
    ['So it is [1][', 'So it is [1]'],
    ['So it is [1]', 'So it is [1]'],
    ['A [link', 'A [link'],
  ])('%s is shown as %s', (text, shown) => expect(withoutHalfMark(text)).toBe(shown))
})
