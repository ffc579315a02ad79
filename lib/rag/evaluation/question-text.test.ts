import { describe, expect, it } from 'vitest'
import type { GoldQuestion } from '@/lib/domain/evaluation'
import { readQuestions, writeQuestions } from './question-text'

describe('reading JSONL', () => {
  it('takes a question a line, tools as objects or as server/tool', () => {
    const text = [
      '\uFEFF{"question":"How?","passages":[{"document":"a.md","quote":"so"}],"note":"n"}',
      '',
      '{"question":"Which?","tools":["files/read","clock",{"server":"s","tool":"t"}]}',
      '{"question":"One?","passages":{"document":"b.md"}}',
    ].join('\r\n')
    expect(readQuestions('jsonl', text)).toEqual({
      refused: [],
      questions: [
        { question: 'How?', passages: [{ document: 'a.md', quote: 'so' }], tools: [], note: 'n' },
        {
          ...{ question: 'Which?', passages: [], note: '' },
          tools: [{ server: 'files', tool: 'read' }, { tool: 'clock' }, { server: 's', tool: 't' }],
        },
        { question: 'One?', passages: [{ document: 'b.md' }], tools: [], note: '' },
      ],
    })
  })

  it('tells of each bad line by its number, and takes the others', () => {
    const text = [
      '{"question":"Good?","tools":["t"]}',
      '{"question":',
      '{"question":"","tools":["t"]}',
      '{"question":"Nothing expected?"}',
      '"a text"',
      '{"question":"Bad passage?","passages":[{"heading":"h"}]}',
    ].join('\n')
    const { questions, refused } = readQuestions('jsonl', text)
    expect(questions.map(({ question }) => question)).toEqual(['Good?'])
    expect(refused.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6])
    expect(refused[0]?.message).toMatch(/^No JSON/)
    expect(refused[2]?.message).toContain('names no passage and no tool')
    expect(refused[4]?.message).toContain('passages.0.document')
  })

  it('does not tell of a million bad lines', () => {
    expect(readQuestions('jsonl', 'x\n'.repeat(10_000)).refused).toHaveLength(100)
  })

  it('reads what was written', () => {
    const questions: GoldQuestion[] = [
      { id: 'x', question: 'A "b"\nc?', passages: [{ document: 'd', heading: 'h' }], tools: [], note: '' },
      { id: 'y', question: 'T?', passages: [], tools: [{ tool: 't' }], note: 'n' },
    ]
    const expected = questions.map(({ question, passages, tools, note }) => ({
      question,
      passages,
      tools,
      note,
    }))
    expect(readQuestions('jsonl', writeQuestions(questions))).toEqual({ questions: expected, refused: [] })
  })
})

describe('reading CSV', () => {
  it('joins rows of one question', () => {
    const text = [
      'Question,document,heading,quote,tool,note',
      '"How, then?",a.md,Intro,,,',
      '"How, then?",b.md,,"some ""words""",,',
      ',c.md,,,,',
      'Which?,,,,files/read,"a\nnote"',
    ].join('\n')
    expect(readQuestions('csv', text)).toEqual({
      refused: [],
      questions: [
        {
          ...{ question: 'How, then?', tools: [], note: '' },
          passages: [
            { document: 'a.md', heading: 'Intro' },
            { document: 'b.md', quote: 'some "words"' },
            { document: 'c.md' },
          ],
        },
        { question: 'Which?', passages: [], tools: [{ server: 'files', tool: 'read' }], note: 'a\nnote' },
      ],
    })
  })

  it('takes semicolons, as spreadsheets of half the world write them', () => {
    const { questions } = readQuestions('csv', 'question;server;tool\r\nWhat, now?;s;t\r\n')
    expect(questions).toEqual([
      { question: 'What, now?', passages: [], tools: [{ server: 's', tool: 't' }], note: '' },
    ])
  })

  it('tells of each bad row by its line, and takes the others', () => {
    const { questions, refused } = readQuestions('csv', 'question,tool\nGood?,t\nNothing?,\nAlso good?,t\n')
    expect(questions).toHaveLength(2)
    expect(refused).toEqual([{ line: 3, message: expect.stringContaining('names no passage') as string }])
  })

  it('says what is missing where the columns have other names', () => {
    expect(readQuestions('csv', 'frage,tool\nx,y\n')).toMatchObject({
      questions: [],
      refused: [{ line: 1, message: expect.stringContaining('`question`') as string }],
    })
  })

  it('takes a quotation mark within a cell as it stands', () => {
    expect(readQuestions('csv', 'question,tool\nWhat is "idle"?,t\n').questions).toMatchObject([
      { question: 'What is "idle"?' },
    ])
  })

  it('tells of a line that can not be stored, and takes the others', () => {
    const lines = ['{"question":"a\\u0000b","tools":"t"}', '{"question":"a\\\\u0000b","tools":"t"}'].join(
      '\n',
    )
    expect(readQuestions('jsonl', lines)).toMatchObject({
      questions: [{ question: 'a\\u0000b' }],
      refused: [{ line: 1 }],
    })
  })

  it('refuses quotes that do not match, saying where', () => {
    expect(() => readQuestions('csv', 'question,tool\n"open,t\n')).toThrow(/This is no CSV/)
  })

  it('reads nothing from nothing', () => {
    expect(readQuestions('csv', '')).toEqual({ questions: [], refused: [] })
    expect(readQuestions('jsonl', ' \n')).toEqual({ questions: [], refused: [] })
  })
})
