import 'server-only'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { type QuestionInput, questionInputSchema } from '@/lib/domain/api/evaluation'
import type { GoldQuestion } from '@/lib/domain/evaluation'
import { AppError, messageOf } from '@/lib/kit/app-error'

export interface ReadQuestions {
  questions: QuestionInput[]
  /** Lines that are no question, from 1, and why. */
  refused: { line: number; message: string }[]
}

/** Each line told of stands for itself; beyond so many, the file is not what it says it is. */
const MAX_REFUSED = 100
/** As JSON writes it, with no backslash before that escapes its own. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/

/** A list, or, for who writes by hand, one: `"passages": { "document": "dns.md" }`. */
const looselyOne = (value: unknown) =>
  value === undefined || value === null || Array.isArray(value) ? value : [value]
const lineSchema = questionInputSchema.extend({
  passages: z.preprocess(looselyOne, questionInputSchema.shape.passages),
  tools: z.preprocess(
    (value) => asList(looselyOne(value))?.map((tool) => (typeof tool === 'string' ? toolOf(tool) : tool)),
    questionInputSchema.shape.tools,
  ),
})

function asList(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/**
 * Questions of a text, a bad line harming no other. JSONL: on each line `question`, `passages` (`document`, `heading`,
 * `quote`), `tools` (`server`, `tool`, or `server/tool`), `note`. CSV: columns `question`, `document`, `heading`,
 * `quote`, `tool`, `server`, `note`; rows of one question that follow each other are one question.
 */
export function readQuestions(format: 'jsonl' | 'csv', text: string): ReadQuestions {
  const plain = text.replace(/^\uFEFF/, '')
  return format === 'jsonl' ? readLines(plain) : readRows(plain)
}

function readLines(text: string): ReadQuestions {
  const read = new Reading()
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch (error) {
      read.refuse(at + 1, `No JSON: ${messageOf(error)}`)
      continue
    }
    read.take(at + 1, value)
  }
  return read.result
}

const rowSchema = z.array(
  z.object({ info: z.object({ lines: z.number() }), record: z.record(z.string(), z.string()) }),
)

function readRows(text: string): ReadQuestions {
  const read = new Reading()
  const rows = rowsOf(text)
  if (rows.length > 0 && !('question' in (rows[0]?.record ?? {}))) {
    read.refuse(1, 'The first line must name the columns, and one of them must be `question`')
    return read.result
  }
  let open: { line: number; value: ReturnType<typeof valueOf> } | undefined
  for (const { info, record } of rows) {
    const value = valueOf(record)
    if (open && (value.question === '' || value.question === open.value.question)) {
      open.value.passages.push(...value.passages)
      open.value.tools.push(...value.tools)
    } else {
      if (open) read.take(open.line, open.value)
      open = { line: info.lines, value }
    }
  }
  if (open) read.take(open.line, open.value)
  return read.result
}

/** Throws `bad-input` where quotes do not match, after which no line can be told from another. */
function rowsOf(text: string): z.infer<typeof rowSchema> {
  const shape = {
    columns: lowerCased,
    info: true,
    skip_empty_lines: true,
    trim: true,
    relax_column_count: true,
    // A quotation mark within a cell that is not quoted is one of its words.
    relax_quotes: true,
  }
  try {
    return rowSchema.parse(parse(text, { ...shape, delimiter: delimiterOf(text) }))
  } catch (error) {
    throw new AppError('bad-input', `This is no CSV: ${messageOf(error)}`)
  }
}

/** Spreadsheets of half the world write semicolons; the line of names, which has none of its own, tells. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  return [';', '\t'].find((delimiter) => first.includes(delimiter)) ?? ','
}

function lowerCased(names: string[]): string[] {
  return names.map((name) => name.trim().toLowerCase())
}

function valueOf(row: Record<string, string>) {
  const { question = '', document = '', heading = '', quote = '', tool = '', server = '', note = '' } = row
  return {
    ...{ question, note },
    passages: document === '' ? [] : [{ document, ...(heading && { heading }), ...(quote && { quote }) }],
    tools: tool === '' ? [] : [server === '' ? toolOf(tool) : { server, tool }],
  }
}

/** `server/tool`, or a tool of whichever server. */
function toolOf(text: string): { server?: string; tool: string } {
  const at = text.indexOf('/')
  return at <= 0 ? { tool: text } : { server: text.slice(0, at), tool: text.slice(at + 1) }
}

class Reading {
  readonly result: ReadQuestions = { questions: [], refused: [] }

  take(line: number, value: unknown): void {
    if (NUL.test(JSON.stringify(value))) {
      this.refuse(line, 'It holds a character that can not be stored (NUL)')
      return
    }
    const parsed = lineSchema.safeParse(value)
    if (!parsed.success) {
      this.refuse(
        line,
        parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`).join('; '),
      )
    } else if (parsed.data.passages.length + parsed.data.tools.length === 0) {
      this.refuse(line, 'It names no passage and no tool that a good search finds')
    } else {
      this.result.questions.push(parsed.data)
    }
  }

  refuse(line: number, message: string): void {
    if (this.result.refused.length < MAX_REFUSED) this.result.refused.push({ line, message })
  }
}

/** One question a line, as `readQuestions` takes them. */
export function writeQuestions(questions: readonly GoldQuestion[]): string {
  return questions
    .map(({ question, passages, tools, note }) =>
      JSON.stringify({
        question,
        ...(passages.length > 0 && { passages }),
        ...(tools.length > 0 && { tools }),
        ...(note !== '' && { note }),
      }),
    )
    .map((line) => `${line}\n`)
    .join('')
}
