import { describe, expect, it } from 'vitest'
import type { TurnMessage } from '../message'
import { toMarkdown } from './export-markdown'
import { transcriptOf } from './transcript'

const passage = {
  number: 2,
  id: '7',
  ordinal: 0,
  kind: 'text',
  heading: ['Rollback', 'By hand'],
  text: 'Roll back with **care**.',
  tokens: 5,
  place: { start: 0, end: 24, page: 3 },
  document: { id: 'd', name: 'guide.pdf', title: 'Guide', kind: 'pdf', collection: 'c' },
}

const uncited = { ...passage, number: 1, document: { ...passage.document, title: 'Salaries' } }

const messages = [
  { id: 'q', role: 'user', parts: [{ type: 'text', text: 'How do I\nroll back?' }] },
  {
    id: 'a',
    role: 'assistant',
    metadata: {
      startedAt: '2026-01-01T00:00:00.000Z',
      provider: 'openai',
      model: 'gpt',
      outcome: 'completed',
    },
    parts: [
      { type: 'reasoning', text: 'a secret thought' },
      {
        type: 'data-evidence',
        data: { query: 'roll back', passages: [uncited, passage], cut: [], notes: [], terms: [] },
      },
      {
        type: 'dynamic-tool',
        toolName: 'files__read',
        toolCallId: 'c1',
        state: 'output-available',
        input: { path: '/etc/secret' },
        output: { content: [{ type: 'text', text: 'a ``` fence\npassword' }], isError: false },
      },
      {
        type: 'data-call',
        data: { toolCallId: 'c1', server: 'files', tool: 'read', durationMs: 12.3, outcome: 'ok' },
      },
      { type: 'text', text: 'With care [2].' },
    ],
  },
] as unknown as TurnMessage[]

describe('what leaves with a link', () => {
  it('is what was said, which tools were called and which documents were cited; nothing that they hold', () => {
    const transcript = transcriptOf(messages, { results: false })
    const text = JSON.stringify(transcript)
    for (const secret of ['secret', 'password', 'Roll back with', 'Salaries'])
      expect(text).not.toContain(secret)
    expect(transcript[1]).toEqual({
      id: 'a',
      role: 'assistant',
      model: 'gpt',
      at: '2026-01-01T00:00:00.000Z',
      parts: [
        { kind: 'call', id: 'c1', server: 'files', tool: 'read', outcome: 'ok', durationMs: 12.3 },
        { kind: 'text', text: 'With care [2].' },
      ],
      sources: [{ number: 2, title: 'Guide', heading: ['Rollback', 'By hand'], page: 3 }],
    })
  })

  it('holds arguments, results and passages where the person chose so, and never a thought', () => {
    const text = JSON.stringify(transcriptOf(messages, { results: true }))
    for (const shown of ['/etc/secret', 'password', 'Roll back with']) expect(text).toContain(shown)
    expect(text).not.toContain('secret thought')
    expect(text).not.toContain('Salaries')
  })

  it('is all that was found where no model has answered, for that is the answer', () => {
    const [question, answer] = messages
    const metadata = { ...answer?.metadata, provider: 'none' }
    const found = { ...answer, metadata, parts: answer?.parts.slice(1, 2) } as TurnMessage
    const [, shown] = transcriptOf([question, found] as TurnMessage[], { results: false })
    expect(
      transcriptOf([{ ...found, metadata: { ...metadata, model: '' } }] as TurnMessage[], {
        results: false,
      })[0],
    ).not.toHaveProperty('model')
    expect(shown?.sources.map(({ title }) => title)).toEqual(['Salaries', 'Guide'])
  })
})

describe('a call that a person decides on', () => {
  const place = {
    type: 'dynamic-tool',
    toolName: 'files__drop',
    toolMetadata: { server: 'files', tool: 'drop' },
  }
  const approval = { id: 'r', approved: false, reason: 'The person denied this call, and says why: not mine' }
  const answer = (...parts: object[]) => [{ id: 'a', role: 'assistant', parts }] as unknown as TurnMessage[]
  const calls = (results: boolean, ...parts: object[]) =>
    transcriptOf(answer(...parts), { results })[0]?.parts

  it('is told as denied, as waiting, as stopped: none of these has failed', () => {
    const outcomes = calls(
      false,
      { ...place, toolCallId: '1', state: 'output-denied', input: {}, approval },
      { ...place, toolCallId: '2', state: 'approval-requested', input: {}, approval: { id: 's' } },
      {
        ...place,
        toolCallId: '3',
        state: 'output-error',
        input: {},
        errorText: 'Stopped before it answered',
      },
      { ...place, toolCallId: '4', state: 'output-error', input: {}, errorText: 'No such file' },
    )?.map((part) => part.kind === 'call' && part.outcome)
    expect(outcomes).toEqual(['denied', 'waiting', 'cancelled', 'failed'])
  })

  it('gives its reason and its arguments only where results go out', () => {
    const denied = { ...place, toolCallId: '1', state: 'output-denied', input: { path: '/a' }, approval }
    expect(JSON.stringify(calls(false, denied))).not.toMatch(/not mine|\/a/)
    expect(calls(true, denied)).toMatchObject([{ input: { path: '/a' }, error: approval.reason }])
  })

  it('shows what was sent, and what the model had written', () => {
    const run = {
      ...{ ...place, toolCallId: '1', state: 'output-available', input: { path: '/a' } },
      output: { content: [], structuredContent: { gone: 1 }, isError: false },
    }
    const note = { toolCallId: '1', outcome: 'approved', arguments: { path: '/b' } }
    const parts = [run, { type: 'data-approval', id: '1', data: note }]
    expect(calls(true, ...parts)).toMatchObject([{ input: { path: '/b' }, written: { path: '/a' } }])
    expect(JSON.stringify(calls(false, ...parts))).not.toContain('/b')
    const text = toMarkdown({ title: 'x' } as never, answer(...parts))
    expect(text).toMatch(/"path": "\/b"[\s\S]*Changed before it ran[\s\S]*"path": "\/a"[\s\S]*"gone": 1/)
  })

  it('names the resources that went with a question', () => {
    const data = { server: 'files', uri: 'file:///a.md', name: 'a.md', text: 'whole text' }
    const parts = [
      { type: 'text', text: 'What is it?' },
      { type: 'data-resource', data },
    ]
    const question = [{ id: 'q', role: 'user', parts }] as unknown as TurnMessage[]
    expect(toMarkdown({ title: 'x' } as never, question)).toContain(
      '**With** `a.md` (`file:///a.md` of `files`)',
    )
    expect(JSON.stringify(transcriptOf(question, { results: true }))).not.toContain('a.md')
  })
})

describe('an export as Markdown', () => {
  const conversation = {
    id: 'x',
    title: 'Rolling\nback',
    pinned: false,
    tags: [],
    shared: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-02T00:00:00.000Z',
  }

  it('keeps each citation’s number and names its source by it', () => {
    const text = toMarkdown(conversation, messages)
    expect(text).toContain('# Rolling back\n')
    expect(text).toContain('## Question\n\n> How do I\n> roll back?')
    expect(text).toContain('With care [2].')
    expect(text).toContain(
      '### Sources\n\n[2] Guide › Rollback › By hand, page 3\n\n> Roll back with **care**.',
    )
  })

  it('lets nothing that a tool says end its fence', () => {
    expect(toMarkdown(conversation, messages)).toContain('````\na ``` fence\npassword\n````')
  })
})
