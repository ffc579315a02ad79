import 'server-only'
import { dynamicTool, jsonSchema, type ToolSet } from 'ai'
import { z } from 'zod'
import type { ToolResult } from '@/lib/domain/capability'
import type { TurnMessage } from './message'
import { READ_RESULT, wholeTextOf } from './tool-result'

/** Characters that are read at once; a part that is sought stands in the middle of so many. */
const PART = 16_000
const AROUND = 4_000

const inputSchema = z.object({
  result: z.string(),
  from: z.coerce.number().int().min(0).catch(0),
  find: z.string().max(500).optional().catch(undefined),
})

/**
 * The tool with which a model reads on in a result that was cut for it. It answers in the shape of all tools, so that a
 * page shows its calls as it shows all others.
 * @param resultOf a result by its call, whole
 */
export function resultReader(resultOf: (call: string) => ToolResult | undefined): ToolSet[string] {
  return dynamicTool({
    description:
      'Reads on in a result of a tool that was cut. Give the name of the result as its note says it, and either `from`, ' +
      'the character to begin at, or `find`, words to look for behind that character.',
    inputSchema: jsonSchema({
      type: 'object',
      properties: {
        result: { type: 'string' },
        from: { type: 'integer', minimum: 0 },
        find: { type: 'string' },
      },
      required: ['result'],
    }),
    metadata: { server: 'portolan', tool: READ_RESULT },
    execute: (input): ToolResult => {
      const asked = inputSchema.safeParse(input)
      if (!asked.success) throw new ReaderError('The name of the result is missing')
      const whole = resultOf(asked.data.result)
      if (!whole) throw new ReaderError(`There is no result ${asked.data.result} in this conversation`)
      return { content: [{ type: 'text', text: partOf(wholeTextOf(whole), asked.data) }], isError: false }
    },
    toModelOutput: ({ output }) => ({ type: 'text', value: wholeTextOf(output as ToolResult) }),
  })
}

/** Whether the model has been given less than the whole of a result in these messages. */
export function hasCutResult(messages: readonly TurnMessage[]): boolean {
  return messages.some(({ parts }) =>
    parts.some((part) => part.type === 'data-call' && part.data.cutForModel !== undefined),
  )
}

function partOf(whole: string, { from, find }: z.infer<typeof inputSchema>): string {
  if (from >= whole.length) return `[The result ends before this: it has ${whole.length} characters.]`
  if (find === undefined || find === '') return window(whole, from, from + PART)
  const pattern = new RegExp(find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi')
  pattern.lastIndex = from
  const found = pattern.exec(whole)
  if (!found) return `["${find}" does not stand behind character ${from}.]`
  return window(whole, Math.max(0, found.index - AROUND / 4), found.index + AROUND)
}

function window(whole: string, start: number, end: number): string {
  const text = whole.slice(start, end).toWellFormed()
  const last = Math.min(end, whole.length)
  const more = last < whole.length ? ` Go on from ${last}.` : ' This is its end.'
  return `[Characters ${start} to ${last} of ${whole.length}.${more}]\n${text}`
}

/** Its text, and nothing else, reaches the model and the person: the SDK shows `toString()`, which begins with the name. */
class ReaderError extends Error {
  override name = ''
}
