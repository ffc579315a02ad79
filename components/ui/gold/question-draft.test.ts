import { describe, expect, it } from 'vitest'
import { draftOf, readDraft } from './question-draft'

describe('a question in the form', () => {
  it('comes back as it went in', () => {
    const question = {
      ...{ question: 'How?', note: 'n' },
      passages: [{ document: 'a.md', quote: 'so' }, { document: 'b.md' }],
      tools: [{ tool: 't' }, { server: 's', tool: 'u' }],
    }
    expect(readDraft(draftOf(question))).toEqual(question)
  })

  it('leaves out rows that nobody has filled in', () => {
    const draft = draftOf({ question: ' How? ', tools: [{ tool: 't' }] })
    draft.passages.push({ document: ' ', heading: 'h', quote: '' })
    expect(readDraft(draft)).toEqual({ question: 'How?', passages: [], tools: [{ tool: 't' }], note: '' })
  })

  it('says what is missing', () => {
    expect(readDraft(draftOf({}))).toEqual({ problem: 'Write the question as somebody would ask it' })
    expect(readDraft(draftOf({ question: 'How?' }))).toMatchObject({
      problem: expect.stringContaining('at least one') as string,
    })
  })
})
