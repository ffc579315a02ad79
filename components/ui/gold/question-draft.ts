import type { QuestionInput } from '@/lib/domain/api/evaluation'

/** A question as it stands in the form: texts, where empty ones mean nothing. */
export interface QuestionDraft {
  question: string
  passages: { document: string; heading: string; quote: string }[]
  tools: { server: string; tool: string }[]
  note: string
}

type Begun = Partial<Pick<QuestionInput, 'question' | 'passages' | 'tools' | 'note'>>

export function draftOf({ question = '', passages = [], tools = [], note = '' }: Begun): QuestionDraft {
  return {
    ...{ question, note },
    passages: passages.map(({ document, heading = '', quote = '' }) => ({ document, heading, quote })),
    tools: tools.map(({ server = '', tool }) => ({ server, tool })),
  }
}

/** The question, or why it is none yet; rows without a document or tool are left out. */
export function readDraft(draft: QuestionDraft): QuestionInput | { problem: string } {
  const question = draft.question.trim()
  const passages = draft.passages
    .filter(({ document }) => document.trim() !== '')
    .map(({ document, heading, quote }) => ({
      document: document.trim(),
      ...(heading.trim() !== '' && { heading: heading.trim() }),
      ...(quote.trim() !== '' && { quote: quote.trim() }),
    }))
  const tools = draft.tools
    .filter(({ tool }) => tool.trim() !== '')
    .map(({ server, tool }) => ({
      ...(server.trim() !== '' && { server: server.trim() }),
      tool: tool.trim(),
    }))
  if (question === '') return { problem: 'Write the question as somebody would ask it' }
  if (passages.length + tools.length === 0) {
    return { problem: 'Name at least one document or tool that a good search finds' }
  }
  return { question, passages, tools, note: draft.note.trim() }
}
