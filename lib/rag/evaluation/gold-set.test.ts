import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ranksOfPassages } from './match-expected'
import { readQuestions } from './question-text'

const text = readFileSync('docs/gold/portolan.jsonl', 'utf8')

describe('the questions of the shipped documentation', () => {
  it('are sixty at least, each readable and asked once', () => {
    const { questions, refused } = readQuestions('jsonl', text)
    expect(refused).toEqual([])
    expect(questions.length).toBeGreaterThanOrEqual(60)
    expect(new Set(questions.map(({ question }) => question)).size).toBe(questions.length)
  })

  it('expect what the documentation says', () => {
    for (const { question, passages } of readQuestions('jsonl', text).questions) {
      for (const passage of passages) {
        const whole = readFileSync(passage.document, 'utf8')
        const heading = [...whole.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title)
        const found = [{ document: { name: passage.document }, heading, text: whole }]
        expect(ranksOfPassages([passage], found), `${question}: ${JSON.stringify(passage)}`).toEqual([1])
      }
    }
  })
})
