import { describe, expect, it } from 'vitest'
import type { TermsOf } from '../evidence/terms'
import { checkCitations } from './check'

/** Words of four letters and more, and numbers: enough to see how they are compared. */
const termsOf: TermsOf = (text) =>
  [...text.matchAll(/[\p{L}]{4,}|\d+/gu)].map((match) => ({
    term: match[0].toLowerCase().replace(/s$/, ''),
    start: match.index,
    end: match.index + match[0].length,
  }))

const passages = [
  {
    number: 1,
    heading: ['DNS', 'Records'],
    text: 'A source reads SRV and TXT records. The default TTL is 300 seconds.',
  },
  { number: 2, heading: ['Kubernetes'], text: 'Services with the label are taken; Ingresses are not read.' },
  { number: 3, heading: ['Numbers'], text: 'At most 1,000 servers are watched by one replica.' },
]
const check = (answer: string) => checkCitations(answer, passages, termsOf)
const verdicts = (answer: string) => check(answer).map(({ number, verdict }) => `${number} ${verdict}`)
const claims = (answer: string) => check(answer).map(({ claim }) => claim)

describe('the verdict', () => {
  it('supports a claim whose words are in its passage, and says which', () => {
    const [citation] = check('The source reads TXT records [1].')
    expect(citation).toMatchObject({ number: 1, at: 29, verdict: 'supported', lacking: [] })
    const text = passages[0]!.text
    expect(citation?.marks.map(({ start, end }) => text.slice(start, end))).toEqual([
      'source',
      'reads',
      'records',
    ])
  })

  it('doubts a claim about something else, and says what its passage lacks', () => {
    expect(check('Ingresses are watched with informers [1].')[0]).toMatchObject({
      verdict: 'doubtful',
      shared: [],
      lacking: ['Ingresses', 'watched', 'with', 'informers'],
    })
  })

  it('is missing where there is no such passage', () => {
    expect(verdicts('The source reads records [4].')).toEqual(['4 missing'])
  })

  it('doubts a number that the passage does not have', () => {
    expect(verdicts('The default TTL is 600 seconds [1].')).toEqual(['1 doubtful'])
    expect(verdicts('The default TTL is 300 seconds [1].')).toEqual(['1 supported'])
    expect(verdicts('One replica has 1000 servers watched [3].')).toEqual(['3 supported'])
  })

  it('lets two passages support a claim together', () => {
    expect(verdicts('The source reads records, and Services with the label are taken [1][2].')).toEqual([
      '1 supported',
      '2 supported',
    ])
    expect(verdicts('The source reads TXT records, seconds, default [1, 3].')).toEqual([
      '1 supported',
      '3 doubtful',
    ])
  })

  it('counts what the heading says', () => {
    expect(verdicts('Kubernetes Services [2]')).toEqual(['2 supported'])
  })

  it('finds nothing where no passage was given', () => {
    expect(checkCitations('It is so [1].', [], termsOf)).toEqual([])
  })
})

describe('the claim', () => {
  it.each([
    ['Other things first. The TTL is 300 seconds. [1] And more.', 'The TTL is 300 seconds.'],
    ['Other things first. The TTL is 300 seconds [1]. And more.', 'The TTL is 300 seconds'],
    ['See e.g. the TTL of 300 seconds [1].', 'See e.g. the TTL of 300 seconds'],
    ['According to [1], the TTL is 300 seconds. And more.', 'According to, the TTL is 300 seconds.'],
    ['Intro\n\n- first item\n- the TTL is 300 [1]\n- last', 'the TTL is 300'],
    ['Intro\n\n- first item\n- last item\n\n[1]', 'last item'],
    ['| what | value | from |\n| - | - | - |\n| TTL | 300 seconds | [1] |', 'TTL 300 seconds'],
    ['**Bold `code`** and [a link](https://x.example) [1]', 'Bold code and a link'],
  ])('%j is %j', (answer, claim) => expect(claims(answer)).toEqual([claim]))

  it('is what was said since the mark before, within a sentence', () => {
    expect(claims('The source reads TXT records [1] while Ingresses are not read [2].')).toEqual([
      'The source reads TXT records',
      'while Ingresses are not read',
    ])
  })

  it('is the same for marks side by side', () => {
    expect(claims('The source reads TXT records [1][2] [3].')).toEqual(
      Array<string>(3).fill('The source reads TXT records'),
    )
  })
})

describe('what is no citation', () => {
  it.each([
    'In `code[1]` it is text',
    '```js\nconst first = list[1]\n```',
    'A [link [1]](https://example.com) is text',
    '    indented[1]',
    '<b>[1](x)</b>',
  ])('%j', (answer) => expect(check(answer)).toEqual([]))

  it('does not shift those that are', () => {
    const answer = 'In `a[1]` reads records [1] and ```x[2]``` Services with the label [2].'
    expect(check(answer).map(({ at, number }) => answer.slice(at, at + 3) + String(number))).toEqual([
      '[1]1',
      '[2]2',
    ])
  })
})
