import 'server-only'
import { type ToolResult, toolResultSchema } from '@/lib/domain/capability'
import type { ChatBody } from '@/lib/domain/api/chat'
import { NO_MODEL } from '@/lib/domain/chat'
import { AppError } from '@/lib/kit/app-error'
import { editsOf, notesOf, withEdit } from './approvals/pending'
import { settledCall, unansweredWords } from './approvals/settled-call'
import { attachedText } from './attachments'
import { withoutCitations } from './citations/strip'
import { isToolPart, type TurnMessage, type TurnPart } from './message'
import type { StoredMessage } from './stores'
import { previewForPage, textForModel } from './tool-result'

/** Characters of history that go to the model beside the question: about 60,000 tokens. */
const HISTORY_LIMIT = 240_000
const QUESTION_LIMIT = 200_000
const TITLE_LIMIT = 60

/** The question in a new message. Throws `bad-input`. */
export function questionOf({ message }: Pick<ChatBody, 'message'>): string {
  const text = message.parts
    .filter(({ type }) => type !== 'data-resource')
    .map((part) => {
      if (part.type !== 'text' || typeof part.text !== 'string') {
        throw new AppError('bad-input', `A question is text; "${part.type}" can't be sent yet`)
      }
      return part.text
    })
    .join('\n')
    .trim()
  if (text === '') throw new AppError('bad-input', 'The question is empty')
  if (text.length > QUESTION_LIMIT) {
    throw new AppError(
      'too-large',
      `The question has ${text.length} characters; up to ${QUESTION_LIMIT} can be asked`,
    )
  }
  return text
}

/** The words of a message, without what goes with them. */
export function textOf({ parts }: TurnMessage): string {
  return parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}

/** The first line of the first question, cut at a word. */
export function titleOf(question: string): string {
  const line =
    question
      .split('\n')
      .find((text) => text.trim() !== '')
      ?.replace(/\s+/g, ' ')
      .trim() ?? 'Conversation'
  if (line.length <= TITLE_LIMIT) return line
  const start = line.slice(0, TITLE_LIMIT)
  const space = start.lastIndexOf(' ')
  return `${space > TITLE_LIMIT / 2 ? start.slice(0, space) : start.toWellFormed()}…`
}

/** Messages as the store keeps them; what is not a message any more (an older shape) is left out. */
export function readMessages(stored: readonly StoredMessage[]): TurnMessage[] {
  return stored
    .filter(({ role }) => role === 'user' || role === 'assistant')
    .map(
      ({ id, role, parts, metadata }) =>
        // Only this feature writes messages, and always from a TurnMessage.
        ({ id, role, parts, ...(metadata !== undefined && { metadata }) }) as TurnMessage,
    )
}

/** An answer as it is kept: nothing in it is under way any more, and results are whole. */
export function settle(message: TurnMessage, results: ReadonlyMap<string, ToolResult>): TurnMessage {
  return {
    ...message,
    parts: message.parts.filter(isLasting).map((part): TurnPart => {
      if (part.type === 'text' || part.type === 'reasoning') return { ...part, state: 'done' }
      if (part.type === 'data-call') {
        const whole = results.get(part.data.toolCallId)
        return part.data.result && whole ? { ...part, data: { ...part.data, result: whole } } : part
      }
      if (!isToolPart(part)) return part
      if (part.state === 'output-available')
        return { ...part, output: results.get(part.toolCallId) ?? part.output }
      return settledCall(part)
    }),
  }
}

/** How far a call had got is of no use once it is over. */
function isLasting({ type }: TurnPart): boolean {
  return type !== 'data-progress'
}

/** A message as a page gets it: of a huge result only the beginning. */
export function previewMessage(message: TurnMessage): TurnMessage {
  return {
    ...message,
    parts: message.parts.map((part): TurnPart => {
      if (part.type === 'data-call' && part.data.result) {
        return { ...part, data: { ...part.data, result: previewForPage(part.data.result).result } }
      }
      if (!isToolPart(part) || part.state !== 'output-available') return part
      const result = toolResultSchema.safeParse(part.output)
      return result.success ? { ...part, output: previewForPage(result.data).result } : part
    }),
  }
}

/** What a call of these messages answered, whole. */
export function findResult(messages: readonly TurnMessage[], toolCallId: string): ToolResult | undefined {
  for (const part of messages.flatMap(({ parts }) => parts)) {
    if (part.type === 'data-call' && part.data.toolCallId === toolCallId && part.data.result)
      return part.data.result
    if (isToolPart(part) && part.toolCallId === toolCallId && part.state === 'output-available') {
      const result = toolResultSchema.safeParse(part.output)
      if (result.success) return result.data
    }
  }
  return undefined
}

/** Names of the tools that were called, as the model knows them. */
export function usedTools(messages: readonly TurnMessage[]): Set<string> {
  return new Set(
    messages
      .flatMap(({ parts }) => parts)
      .filter(isToolPart)
      .map(({ toolName }) => toolName),
  )
}

/**
 * The history as a model may read it: text and finished tool calls, results cut to size, no thoughts (providers tie
 * them to requests that are gone), and a word where an answer broke off. The oldest turns go first when it is too long.
 */
export function historyForModel(
  messages: readonly TurnMessage[],
  limit = HISTORY_LIMIT,
): { messages: TurnMessage[]; forgotten: number } {
  const readable = messages.map(readableMessage)
  let size = 0
  let from = readable.length
  while (from > 0) {
    const message = readable[from - 1]
    size += message ? JSON.stringify(message.parts).length : 0
    if (size > limit) break
    from--
  }
  // A history that begins with an answer has lost the question to it.
  while (from < readable.length && readable[from]?.role === 'assistant') from++
  return { messages: readable.slice(from), forgotten: from }
}

/** An answer that goes on: calls that a person has decided on are still to be made, or to be told as denied. */
export function answerToGoOn({ id, parts }: TurnMessage): TurnMessage {
  const read = readerOf(parts)
  const isDecided = (part: TurnPart) => isToolPart(part) && part.state === 'approval-responded'
  return { id, role: 'assistant', parts: parts.flatMap((part) => (isDecided(part) ? [part] : read(part))) }
}

function readableMessage(message: TurnMessage): TurnMessage {
  const parts = withoutCitations(message).flatMap(readerOf(message.parts))
  if (message.role === 'user') return { id: message.id, role: 'user', parts }
  const note = brokenOff(message)
  const hasContent = parts.some(({ type }) => type !== 'step-start')
  const closing: TurnPart[] = note || !hasContent ? [{ type: 'text', text: note ?? '[No answer]' }] : []
  return { id: message.id, role: 'assistant', parts: [...parts, ...closing] }
}

function readerOf(all: readonly TurnPart[]): (part: TurnPart) => TurnPart[] {
  const edits = editsOf(notesOf({ parts: [...all] }))
  return (part) => {
    if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }]
    if (part.type === 'data-resource') return [{ type: 'text', text: attachedText(part.data) }]
    if (part.type === 'step-start') return [part]
    if (!isToolPart(part)) return []
    const { type, toolName, toolCallId } = part
    const base = { type, toolName, toolCallId, input: part.input ?? {} } as const
    const told = unansweredWords(part)
    if (told !== undefined) return [{ ...base, state: 'output-error', errorText: told }]
    if (part.state === 'output-error') return [{ ...base, state: 'output-error', errorText: part.errorText }]
    if (part.state !== 'output-available') return []
    const result = toolResultSchema.safeParse(part.output)
    const text = result.success
      ? textForModel(result.data, { call: toolCallId }).text
      : '[The result is no longer readable]'
    return [{ ...base, state: 'output-available', output: withEdit(text, edits.get(toolCallId)) }]
  }
}

function brokenOff({ metadata }: TurnMessage): string | undefined {
  if (metadata?.provider === NO_MODEL) return '[No model was set; the person was shown passages of documents]'
  if (metadata?.outcome === 'failed')
    return `[The answer broke off: ${metadata.error?.message ?? 'unknown reason'}]`
  if (metadata?.outcome === 'stopped') return '[The person stopped the answer here]'
  if (metadata?.outcome === undefined) return '[The answer broke off here]'
  return undefined
}
